using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Settings;

/// <summary>The keys of .editorconfig that the rules read, and what each can be set to.</summary>
internal static class KnownSettings
{
    // What our keys begin with.
    private const string Prefix = "gradguard";

    private const string SeverityEnd = ".severity";

    private static readonly Lazy<ImmutableDictionary<string, RuleOption>> Options = new(
        () => GradGuardRules.All.SelectMany(rule => rule.Options).ToImmutableDictionary(option => option.Key, AnalyzerConfigOptions.KeyComparer));

    /// <summary>Whether a key is meant for us, be its first word misspelt: gradgaurd.GG0102.min_ratio.</summary>
    public static bool IsOurs(string key)
    {
        if (key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return true;

        // Every key of every file comes by here; who gets a word wrong gets its first letter right.
        var dot = key.IndexOf('.');
        return dot > 0 && key[0] is 'g' or 'G' && Spelling.Nearest(key.Substring(0, dot), [Prefix]) is not null;
    }

    /// <summary>What is wrong with a setting; null where nothing is.</summary>
    public static SettingFault? FaultOf(string key, string value) =>
        // The word of the EditorConfig specification for "as if it were not written".
        value == "unset" ? null
        : Options.Value.TryGetValue(key, out var option) ? FaultOf(option, value)
        : NameList.All.FirstOrDefault(list => AnalyzerConfigOptions.KeyComparer.Equals(list.Key, key)) is { } names ? names.FaultIn(value)
        : new SettingFault($"No rule reads '{key}'", $"{(Likely(key) is { } likely ? $"Did you mean '{likely}'? " : "")}The page of each rule names its keys");

    private static SettingFault? FaultOf(RuleOption option, string value) => option.Parse(value) is not null ? null : new(
        $"'{option.Key} = {value}' cannot be read, so its usual value {option.Usual.ToString("0.######", CultureInfo.InvariantCulture)} holds", $"Write {option.Range.Words}");

    // Severities are the compiler's, under a prefix of its own.
    private static string? Likely(string key) => key.EndsWith(SeverityEnd, StringComparison.OrdinalIgnoreCase)
        ? Spelling.Nearest(key, GradGuardRules.All.Select(rule => Prefix + "." + rule.Descriptor.Id + SeverityEnd))?.Replace(Prefix, "dotnet_diagnostic")
        : Spelling.Nearest(key, Options.Value.Keys.Concat(NameList.All.Select(list => list.Key)));
}
