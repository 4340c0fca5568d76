using GradGuard.Analyzers.Observed;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0902: the gradient exploded at this layer in the last recorded run.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ObservedExplodingAnalyzer() : ObservedRule(Rule, "exploding_gradient", "non_finite_gradient")
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ObservedExploding,
        "Observed exploding gradient",
        "{0}. {1}.",
        RuleCategories.Observed,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The report of the last recorded run, an additional file, shows that this layer's gradient exploded or was no number.",
        RuleIds.HelpLink(RuleIds.ObservedExploding));

    private protected override string Describe(ObservedFinding finding, ObservedLayer? layer, RunReport report) =>
        $"In the run of {Quote(report.Day)}, from step {finding.Step}: '{Quote(finding.Layer)}': {Quote(finding.Message)}";
}
