using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0107: linear layers in a row, which together are one linear layer.</summary>
internal sealed class CollapsingLinearsRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.CollapsingLinears,
        "Linear layers in a row with no activation between them",
        "'{0}' ({1} to {2}) and '{3}' ({2} to {4}) follow each other with no activation between, so together they can do no more than one Linear({1}, {4}). Put an activation between them, or make them one.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "The product of two matrices is a matrix: depth without a non-linearity adds no power, but the gradient passes one more factor.",
        RuleIds.HelpLink(RuleIds.CollapsingLinears));

    private protected override void Analyze(ModelReport report)
    {
        var pairs = report.Model.Variants.Select(variant => LinearPair.In(variant.Graph).ToLookup(pair => Place(variant, pair))).ToList();
        var reported = new HashSet<SyntaxNode>();
        for (var i = 0; i < pairs.Count; i++)
            foreach (var here in pairs[i])
            {
                var pair = here.First();
                if (here.Key is not { } place || !report.Model.Owns(place) || report.Model.Variants[i].Origins[pair.First].Definition is not { } first || !report.Model.Owns(first)
                    || !HoldsEverywhere(report.Model, pairs, place) || !reported.Add(place))
                    continue;

                report.At(place, DiagnosticSeverity.Info, null, [first], System.Collections.Immutable.ImmutableDictionary<string, string?>.Empty,
                    pair.First.Path, pair.First.FanIn, pair.First.FanOut, pair.Second.Path, pair.Second.FanOut);
            }
    }

    // The pair stands in a row on every way through the code that comes to its second layer.
    private static bool HoldsEverywhere(ModelTrace model, List<ILookup<SyntaxNode?, LinearPair>> pairs, SyntaxNode place)
    {
        for (var i = 0; i < pairs.Count; i++)
            if (!pairs[i].Contains(place) && model.Variants[i].Graph.WithBlocks().Any(graph => graph.Nodes.Any(node => model.Variants[i].Origins[node].Definition == place)))
                return false;

        return true;
    }

    private static SyntaxNode? Place(ModelVariant variant, LinearPair pair) => variant.Origins[pair.Second].Definition;
}
