using System.Collections.Concurrent;
using GradGuard.Analyzers.Settings;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0001: a setting of .editorconfig for the rules that none of them can read.</summary>
/// <remarks>
/// An analyzer sees the settings of each file and not the file they stand in, so a fault is told once a project, at the first file that it
/// holds for: there the severities of .editorconfig hold too, as they would not without a place.
/// </remarks>
internal sealed class UnreadSettingRule() : GradGuardRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.UnreadSetting,
        "Setting that cannot be read",
        "{0}. {1}.",
        RuleCategories.Settings,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "A misspelt key or value of .editorconfig leaves a rule as it is, though its author believes that it was changed.",
        RuleIds.HelpLink(RuleIds.UnreadSetting),
        WellKnownDiagnosticTags.CompilationEnd);

    public override void Register(RuleRegistration on)
    {
        var settings = new ConcurrentDictionary<(string Key, string Value), SyntaxTree>();
        on.Files(context =>
        {
            var options = context.Options.AnalyzerConfigOptionsProvider.GetOptions(context.Tree);
            foreach (var key in options.Keys)
                if (KnownSettings.IsOurs(key) && options.TryGetValue(key, out var value))
                    settings.AddOrUpdate((key, value), context.Tree, (_, known) => FirstOf(known, context.Tree));
        });
        on.End(context =>
        {
            foreach (var setting in settings.OrderBy(entry => entry.Key.Key, StringComparer.Ordinal).ThenBy(entry => entry.Key.Value, StringComparer.Ordinal))
                if (KnownSettings.FaultOf(setting.Key.Key, setting.Key.Value) is { } fault)
                    context.ReportDiagnostic(Diagnostic.Create(Descriptor, Location.Create(setting.Value, default), fault.What, fault.Advice));
        });
    }

    private static SyntaxTree FirstOf(SyntaxTree one, SyntaxTree other) => string.CompareOrdinal(one.FilePath, other.FilePath) <= 0 ? one : other;
}
