using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Tells the expressions that may make a model of their own from all other calls, cheaply.</summary>
internal static class StandaloneModels
{
    /// <summary>Whether a call makes a Sequential, or is one of a method with source that makes a module, outside module classes.</summary>
    public static bool IsOne(IInvocationOperation call, ISymbol? member, TorchSharpContext torch) =>
        MakesOne(call.TargetMethod, torch) && member is not null && !torch.IsModule(member.ContainingType);

    private static bool MakesOne(IMethodSymbol method, TorchSharpContext torch) => torch.IsLibrary(method)
        ? method.Name == "Sequential" && method.IsStatic
        : torch.IsModule(method.ReturnType) && !method.DeclaringSyntaxReferences.IsEmpty;
}
