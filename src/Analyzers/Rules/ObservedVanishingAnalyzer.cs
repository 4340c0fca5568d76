using System.Globalization;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Observed;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0901: the gradient vanished on its way to this layer in the last recorded run.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ObservedVanishingAnalyzer() : ObservedRule(Rule, "vanishing_gradient")
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ObservedVanishing,
        "Observed vanishing gradient",
        "{0}. {1}.",
        RuleCategories.Observed,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "The report of the last recorded run, an additional file, shows that this layer hardly got a gradient.",
        RuleIds.HelpLink(RuleIds.ObservedVanishing));

    private protected override bool TellsOfUselessReports => true;

    private protected override string Describe(ObservedFinding finding, ObservedLayer? layer, RunReport report) =>
        layer?.RatioToLast is > 0 and var ratio
            ? $"'{Quote(finding.Layer)}' received {Ratio.Text(Math.Log10(ratio))} of the last layer's gradient in the run of {Quote(report.Day)} ({report.Steps.ToString(CultureInfo.InvariantCulture)} steps; vanishing from step {finding.Step})"
            : $"In the run of {Quote(report.Day)}, from step {finding.Step}: {Quote(finding.Layer)}: {Quote(finding.Message)}";
}
