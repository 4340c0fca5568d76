using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>
/// What users say in .editorconfig of members that the analyzers cannot look into: which functions and modules are activations or
/// normalizations, and which methods clip gradients.
/// </summary>
/// <remarks>
/// Each key holds full names without parameters, separated by commas; an activation or a normalization says after a colon which one it
/// is: <c>gradguard.activations = Nets.Functions.QuickGelu: GELU, Nets.Swish: SiLU</c>. An entry that cannot be read changes nothing, and GG0001
/// says so.
/// </remarks>
internal sealed class UserNames(AnalyzerConfigOptionsProvider? options)
{
    public const string ActivationsKey = "gradguard.activations";
    public const string NormalizationsKey = "gradguard.normalizations";
    public const string ClippingKey = "gradguard.clipping_methods";

    private static readonly SymbolDisplayFormat FullName = new(
        SymbolDisplayGlobalNamespaceStyle.Omitted, SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces, memberOptions: SymbolDisplayMemberOptions.IncludeContainingType);

    private readonly ConcurrentDictionary<SyntaxTree, Names> _names = new();

    /// <summary>Whether a file's settings say anything of functions and modules.</summary>
    public bool SpeakOfFunctions(SyntaxTree tree) => In(tree) is { Activations: not null } or { Normalizations: not null };

    /// <summary>The activation ("GELU") that a function or a module stands for, in the eyes of a file's settings; null where they say nothing.</summary>
    public string? ActivationOf(ISymbol? member, SyntaxTree? tree) => Find(member, In(tree)?.Activations);

    /// <summary>The normalization ("LayerNorm") that a function or a module stands for; null where the settings say nothing.</summary>
    public string? NormalizationOf(ISymbol? member, SyntaxTree? tree) => Find(member, In(tree)?.Normalizations);

    /// <summary>Whether the settings say that a method clips gradients.</summary>
    public bool Clips(IMethodSymbol method, SyntaxTree tree) => Find(method, In(tree)?.Clipping) is not null;

    /// <summary>The names that a text lists, and what each stands for: nothing where it does not say.</summary>
    public static IEnumerable<(string Name, string Meaning)> Entries(string text)
    {
        foreach (var entry in text.Split(','))
        {
            var parts = entry.Split(':');
            if (parts[0].Trim() is { Length: > 0 } name)
                yield return (name, parts.Length > 1 ? parts[1].Trim() : "");
        }
    }

    private static string? Find(ISymbol? member, IReadOnlyDictionary<string, string>? names) =>
        member is not null && names is { Count: > 0 } && names.TryGetValue(member.OriginalDefinition.ToDisplayString(FullName), out var meaning) ? meaning : null;

    private Names? In(SyntaxTree? tree) => options is null || tree is null ? null : _names.TryGetValue(tree, out var known) ? known : _names[tree] = Read(tree);

    private Names Read(SyntaxTree tree)
    {
        var settings = options!.GetOptions(tree);
        return new(Parse(settings, ActivationsKey), Parse(settings, NormalizationsKey), Parse(settings, ClippingKey));
    }

    private static IReadOnlyDictionary<string, string>? Parse(AnalyzerConfigOptions settings, string key)
    {
        if (!settings.TryGetValue(key, out var text))
            return null;

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, meaning) in Entries(text))
            names[name] = meaning;

        return names;
    }

    private sealed record Names(
        IReadOnlyDictionary<string, string>? Activations, IReadOnlyDictionary<string, string>? Normalizations, IReadOnlyDictionary<string, string>? Clipping);
}
