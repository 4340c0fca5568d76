using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Which method computes a module.</summary>
internal static class ForwardMethods
{
    /// <summary>The forward that a call of a module runs; null where its source is not here.</summary>
    public static IMethodSymbol? Of(INamedTypeSymbol type, int inputs, TorchSharpContext torch, SourceCode source, CancellationToken cancellation)
    {
        for (var current = type; current is not null && !torch.IsLibrary(current); current = current.BaseType)
            foreach (var member in current.GetMembers("forward"))
                if (member is IMethodSymbol { IsOverride: true, IsAbstract: false } candidate && source.HasSource(candidate))
                {
                    if (source.BodyOf(candidate, cancellation) is { } body && Interpreter.OnlyThrows(body) && CallOf(type) is { } call && call.Parameters.Length >= inputs)
                        return call;
                    if (candidate.Parameters.Length >= inputs)
                        return candidate;
                }

        return OwnForwardOf(type, inputs, torch, source);
    }

    // Where the inputs do not fit the base class, its forward is there to throw and the class has a call of its own.
    private static IMethodSymbol? CallOf(INamedTypeSymbol type)
    {
        var calls = type.GetMembers("call").OfType<IMethodSymbol>().Where(method => method is { IsStatic: false, IsAbstract: false }).ToList();
        return calls.Count == 1 ? calls[0] : null;
    }

    // A class on the bare Module has no forward to override and calls its own what it likes.
    private static IMethodSymbol? OwnForwardOf(INamedTypeSymbol type, int inputs, TorchSharpContext torch, SourceCode source)
    {
        if (!TorchSharpContext.Same(type.BaseType, torch.Module))
            return null;

        var own = type.GetMembers().OfType<IMethodSymbol>().Where(method => method is { IsStatic: false, IsAbstract: false, MethodKind: MethodKind.Ordinary, Name: "forward" or "Forward" }).ToList();
        return own.Count == 1 && own[0].Parameters.Length >= Math.Max(inputs, 1) && torch.IsTensor(own[0].Parameters[0].Type) && source.HasSource(own[0]) ? own[0] : null;
    }
}
