using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0301: weights that are drawn for another activation than the one that follows.</summary>
internal sealed class MismatchedInitializerRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.MismatchedInitializer,
        "Initializer made for another activation",
        "{0} draws the weights of {1}, but {2} follows{3}. Use {4}.",
        RuleCategories.Initialisation,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Xavier's variance keeps a signal that passes a symmetric activation, He's one that loses its negative half to ReLU; each with the other's activation makes the signal fade or saturate with depth. Where the other would be predicted to do worse, as Xavier does before a sigmoid, nothing is said.",
        RuleIds.HelpLink(RuleIds.MismatchedInitializer));

    private static readonly RuleOption LeastLayers = new("gradguard.GG0301.min_layers", 1, OptionRange.Count);

    public override ImmutableArray<RuleOption> Options => [LeastLayers];

    private protected override void Analyze(ModelReport report)
    {
        var perVariant = report.Model.Variants.Select(variant => MismatchedLayer.In(variant.Graph)
            .Where(layer => variant.Origins[layer.Node].Initialization is not null)
            .ToLookup(layer => variant.Origins[layer.Node].Initialization!, layer => layer.Mismatch)).ToList();
        if (perVariant.Count == 0)
            return;

        foreach (var call in perVariant[0])
        {
            var origin = call.OfType<MismatchedLayer>().Select(layer => report.Model.Variants[0].Origins[layer.Node]).FirstOrDefault();
            if (origin is null || (!report.Model.Owns(call.Key) && !report.IsDrawnByOthers(origin)))
                continue;

            // A call that draws layers of several kinds is a compromise, and so is one before an activation that a setting picks.
            if (perVariant.Exists(variant => variant[call.Key].Any(mismatch => mismatch is null)))
                continue;

            var layers = call.OfType<MismatchedLayer>().GroupBy(layer => layer.Node.Path).Select(group => group.First()).ToList();
            if (layers.Count > 0 && layers.Count >= report.Read(LeastLayers))
                Report(report, report.Model.Owns(call.Key) ? call.Key : origin.Construction!, call.Key, layers);
        }
    }

    private static void Report(ModelReport report, SyntaxNode place, SyntaxNode drawing, IReadOnlyList<MismatchedLayer> layers)
    {
        var first = layers[0];
        var isXavier = first.Weight.Kind == InitializerKind.Xavier;
        var names = $"'{first.Node.Path}'" + (layers.Count > 1 ? FormattableString.Invariant($" and {layers.Count - 1} more") : "");
        var effect = first.SignalFactor is { } factor
            ? FormattableString.Invariant($": the mean square of its signal is {factor:0.##} of what {(isXavier ? "He" : "Xavier")} initialisation would give")
            : "";
        var remedy = isXavier ? "kaiming_normal_ with nonlinearity ReLU" : "xavier_normal_";
        report.At(place, DiagnosticSeverity.Info, null, place == drawing ? [] : [drawing],
            ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Initializer, isXavier ? "kaiming_normal_" : "xavier_normal_"),
            isXavier ? "Xavier initialisation, made for linear and tanh layers," : "He initialisation, made for ReLU,", names, first.Follower.Name, effect, remedy);
    }
}
