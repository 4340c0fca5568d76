using System.Collections.Immutable;
using System.Globalization;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0105: a plain recurrent network, without gates, over sequences that are long or of unknown length.</summary>
internal sealed class PlainRecurrenceRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.PlainRecurrence,
        "Plain recurrent network over long sequences",
        "'{0}' is a recurrent layer without gates: each step leaves at most {1} of the gradient's norm, so over {2} steps it falls below {3}. Use LSTM or GRU, or start its state weights orthogonal.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Backpropagation through time multiplies the gradient by the state weights and the activation's slope once a step, so it fades as a power of the sequence's length.",
        RuleIds.HelpLink(RuleIds.PlainRecurrence));

    private static readonly RuleOption Steps = new("gradguard.GG0105.max_steps", Limits.PlainRecurrenceSteps, OptionRange.Count);

    // Weights uniform in ±1/sqrt(hidden) have the spectral radius sqrt(hidden · 1/(3 hidden)).
    private static readonly double DefaultFactor = Math.Sqrt(1.0 / 3);

    private const string Cell = "RNNCell";

    // What keeps half of the gradient over the default number of steps, such as an orthogonal or identity matrix, is no risk.
    private const double SafeFactor = 0.95;

    public override ImmutableArray<RuleOption> Options => [Steps];

    private protected override void Analyze(ModelReport report)
    {
        var steps = report.Read(Steps);
        var reported = new HashSet<SyntaxNode>();
        foreach (var variant in report.Model.Variants)
            foreach (var (path, factor, place) in Layers(variant).Concat(Cells(variant, steps)))
                if (place is not null && report.Model.Owns(place) && reported.Add(place))
                    report.At(place, DiagnosticSeverity.Info, null, path, factor.ToString("0.##", CultureInfo.InvariantCulture), steps, Ratio.Text(steps * Math.Log10(factor)));

        IEnumerable<(string, double, SyntaxNode?)> Layers(ModelVariant variant) =>
            from node in Recurrences(variant)
            where variant.Origins[node].Layer != Cell && !(node.Steps.Value <= steps)
            let factor = FactorOf(node)
            where factor < SafeFactor
            select (node.Path, factor, variant.Origins[node].Construction);
    }

    // A cell that is called once runs in a loop that is elsewhere; called a known number of times it runs so many steps.
    private static IEnumerable<(string, double, SyntaxNode?)> Cells(ModelVariant variant, double steps) =>
        from node in Recurrences(variant)
        where variant.Origins[node].Layer == Cell
        group node by node.Path into calls
        let total = calls.Sum(call => call.Steps.Value ?? double.PositiveInfinity)
        let factor = FactorOf(calls.First())
        where (total == 1 || total > steps) && factor < SafeFactor
        select (calls.Key, factor, variant.Origins[calls.First()].Construction);

    private static IEnumerable<RecurrentNode> Recurrences(ModelVariant variant) =>
        from graph in variant.Graph.WithBlocks()
        from node in graph.Nodes.OfType<RecurrentNode>()
        where node.Kind is RecurrentKind.Tanh or RecurrentKind.Relu
        select node;

    private static double FactorOf(RecurrentNode node) => node.StateWeight switch
    {
        null or { Kind: InitializerKind.Default } => DefaultFactor,
        { Kind: InitializerKind.Orthogonal or InitializerKind.Identity } weight => weight.Gain,
        { Kind: InitializerKind.Xavier or InitializerKind.Kaiming or InitializerKind.LeCun } weight => weight.Gain,
        { IsKnown: true } weight when node.HiddenSize.Value is { } hidden => Math.Sqrt(hidden * weight.Variance(hidden, hidden)),
        // Drawn in a way that we cannot judge.
        _ => 1,
    };
}
