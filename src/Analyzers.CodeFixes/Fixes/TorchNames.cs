using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>Spells members of TorchSharp so that they bind with the usings at hand.</summary>
internal static class TorchNames
{
    /// <summary>The first of some spellings of a type that means it at a position; its full name where none does.</summary>
    public static string Best(SemanticModel semantics, int position, string metadataName, params string[] spellings)
    {
        var type = semantics.Compilation.GetTypeByMetadataName(metadataName);
        foreach (var spelling in spellings)
        {
            var found = semantics.GetSpeculativeSymbolInfo(position, SyntaxFactory.ParseTypeName(spelling), SpeculativeBindingOption.BindAsTypeOrNamespace);
            if (type is not null && SymbolEqualityComparer.Default.Equals(found.Symbol, type))
                return spelling;
        }

        return "global::" + metadataName.Replace('+', '.');
    }

    public static string Initializers(SemanticModel semantics, int position) =>
        Best(semantics, position, "TorchSharp.torch+nn+init", "init", "nn.init", "torch.nn.init", "TorchSharp.torch.nn.init");

    public static string GradientUtilities(SemanticModel semantics, int position) =>
        Best(semantics, position, "TorchSharp.torch+nn+utils", "torch.nn.utils", "nn.utils", "TorchSharp.torch.nn.utils");

    public static string Layer(SemanticModel semantics, int position, string name) =>
        Best(semantics, position, "TorchSharp.Modules." + name, name, "Modules." + name, "TorchSharp.Modules." + name);

    /// <summary>A name for a new variable that nothing at the position has yet.</summary>
    public static string Fresh(SemanticModel semantics, int position, string wanted)
    {
        var name = wanted;
        for (var number = 2; semantics.LookupSymbols(position, name: name).Any(found => found.Kind is SymbolKind.Local or SymbolKind.Parameter or SymbolKind.RangeVariable); number++)
            name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);

        return name;
    }
}
