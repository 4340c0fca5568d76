using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>A layer that is drawn for another activation than the one that follows it.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Weight">How it is drawn.</param>
/// <param name="Follower">The activation that alone reads its output.</param>
/// <param name="SignalFactor">
/// The mean square of its output over what the initializer for the activation would give; null where it depends on sizes that are not known.
/// </param>
internal sealed record MismatchedLayer(LayerNode Node, WeightInitializer Weight, ActivationFunction Follower, double? SignalFactor)
{
    // A gain within a tenth of the one for the activation is as good.
    private const double Tolerance = 0.1;

    /// <summary>All layers with an activation of their own after them and an initializer of the families of Xavier or Kaiming.</summary>
    public static IEnumerable<(LayerNode Node, MismatchedLayer? Mismatch)> In(LayerGraph graph)
    {
        foreach (var part in graph.WithBlocks())
        {
            var paths = new GraphPaths(part);
            var branches = new Lazy<HashSet<LayerNode>>(() => BareBranchesOf(part));
            for (var i = 0; i < part.Nodes.Count; i++)
                if (Drawn(part.Nodes[i]) is { } drawn && paths.OnlyReader(i) is { } reader && part.Nodes[reader] is ActivationNode activation
                    && IsHidden(part, paths, reader) && !(drawn.Weight.Kind == InitializerKind.Xavier && branches.Value.Contains(part.Nodes[i])))
                    yield return (part.Nodes[i], Judge(part.Nodes[i], drawn.Weight, activation.Function, drawn.In, drawn.Out));
        }
    }

    // What a branch that nothing normalizes adds to its skip: the less it is, the less the sum grows (Zhang et al. 2019), so nothing is to be made up for.
    private static HashSet<LayerNode> BareBranchesOf(LayerGraph graph) =>
        [.. SkipPath.In(graph).Where(path => path.BranchNodes.All(node => node is not NormalizationNode)).SelectMany(path => path.BranchNodes)];

    private static MismatchedLayer? Judge(LayerNode node, WeightInitializer weight, ActivationFunction follower, Size fanIn, Size fanOut) => weight.Kind switch
    {
        InitializerKind.Xavier when follower.IsRectifier() && Math.Abs(weight.Gain - InitializerGain.Linear) < Tolerance =>
            XavierFactor(fanIn, fanOut) is var factor && factor > 1 - Tolerance || !Improves(follower, weight.Gain, InitializerGain.ReLU)
                ? null : new(node, weight, follower, factor),
        InitializerKind.Kaiming when follower.IsSaturating && Math.Abs(weight.Gain - InitializerGain.ReLU) < Tolerance =>
            Improves(follower, weight.Gain, InitializerGain.Linear)
                ? new(node, weight, follower, weight.Gain * weight.Gain) : null,
        _ => null,
    };

    // By the book Xavier belongs before every sigmoid, yet a stack of those loses more under it than under He.
    private static bool Improves(ActivationFunction follower, double given, double instead) =>
        Math.Abs(PlainStack.Log10Ratio(follower, instead)) < Math.Abs(PlainStack.Log10Ratio(follower, given));

    // Var of Xavier over Var of He: (2 / (in + out)) / (2 / in).
    private static double? XavierFactor(Size fanIn, Size fanOut) =>
        fanIn.Value is { } from && fanOut.Value is { } to ? (double)from / (from + to) : fanIn.IsSameAs(fanOut) ? 0.5 : null;

    private static (WeightInitializer Weight, Size In, Size Out)? Drawn(LayerNode node) => node switch
    {
        LinearNode linear => (linear.Weight, linear.FanIn, linear.FanOut),
        ConvolutionNode { Groups.Value: 1 } convolution => (convolution.Weight, convolution.InChannels, convolution.OutChannels),
        _ => null,
    };

    // The model's own output and gates are not on the way of the gradient to other layers.
    private static bool IsHidden(LayerGraph graph, GraphPaths paths, int activation) =>
        paths.FeedsWeights(activation) && !paths.UsersOf(activation).Any(user => graph.Nodes[user] is MultiplyNode);
}
