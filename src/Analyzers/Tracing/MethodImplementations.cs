using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Which methods of a compilation override or implement which.</summary>
internal static class MethodImplementations
{
    private static readonly ConditionalWeakTable<Compilation, Dictionary<IMethodSymbol, List<IMethodSymbol>>> Known = new();

    public static IReadOnlyDictionary<IMethodSymbol, List<IMethodSymbol>> Of(Compilation compilation) => Known.GetValue(compilation, In);

    private static Dictionary<IMethodSymbol, List<IMethodSymbol>> In(Compilation compilation)
    {
        var found = new Dictionary<IMethodSymbol, List<IMethodSymbol>>(SymbolEqualityComparer.Default);
        foreach (var type in TypesOf(compilation.Assembly.GlobalNamespace))
        {
            // Only methods with source are asked for.
            if (TorchSharpContext.Same(type.BaseType?.ContainingAssembly, compilation.Assembly))
                foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
                    for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
                        Add(overridden.OriginalDefinition, method);

            foreach (var declared in type.AllInterfaces.Where(declared => TorchSharpContext.Same(declared.ContainingAssembly, compilation.Assembly)).SelectMany(declared => declared.GetMembers()).OfType<IMethodSymbol>())
                if (type.FindImplementationForInterfaceMember(declared) is IMethodSymbol implementation)
                    Add(declared.OriginalDefinition, implementation.OriginalDefinition);
        }

        return found;

        void Add(IMethodSymbol declared, IMethodSymbol implementation)
        {
            if (implementation.IsAbstract)
                return;
            if (!found.TryGetValue(declared, out var all))
                found[declared] = all = [];
            if (!all.Contains(implementation, SymbolEqualityComparer.Default))
                all.Add(implementation);
        }
    }

    private static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol type)
                yield return type;
            foreach (var nested in TypesOf(member))
                yield return nested;
        }
    }
}
