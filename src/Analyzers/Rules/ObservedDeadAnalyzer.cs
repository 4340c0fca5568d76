using GradGuard.Analyzers.Observed;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0903: this layer did not learn in the last recorded run.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ObservedDeadAnalyzer() : ObservedRule(Rule, "dead_units", "saturated_activations", "missing_gradient", "stalled_layer", "identical_units")
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ObservedDead,
        "Observed dead layer",
        "{0}. {1}.",
        RuleCategories.Observed,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The report of the last recorded run, an additional file, shows that this layer did not learn.",
        RuleIds.HelpLink(RuleIds.ObservedDead));

    private protected override string Describe(ObservedFinding finding, ObservedLayer? layer, RunReport report) =>
        $"In the run of {Quote(report.Day)}, from step {finding.Step}: '{Quote(finding.Layer)}': {Quote(finding.Message)}";
}
