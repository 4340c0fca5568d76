using System.Globalization;
using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>A layer all of whose weights start as the same number, where that does harm.</summary>
/// <param name="Node">The layer.</param>
/// <param name="Value">The number.</param>
/// <param name="Follower">The activation that alone reads its output; null where none does.</param>
internal sealed record ConstantLayer(LayerNode Node, double Value, ActivationNode? Follower)
{
    public string ValueText => Value.ToString("0.####", CultureInfo.InvariantCulture);

    /// <param name="graph">The model.</param>
    /// <param name="alsoConstant">The number that a weight is filled with by a call that says otherwise; null where none is.</param>
    public static IEnumerable<ConstantLayer> In(LayerGraph graph, Func<LayerNode, double?> alsoConstant)
    {
        foreach (var part in graph.WithBlocks())
        {
            GraphPaths? paths = null;
            for (var i = 0; i < part.Nodes.Count; i++)
                if ((ValueOf(part.Nodes[i]) ?? alsoConstant(part.Nodes[i])) is { } value && !IsSingleUnit(part.Nodes[i]) && !IsHarmless(part, paths ??= new(part), i, value, isWhole: ReferenceEquals(part, graph)))
                    yield return new(part.Nodes[i], value, paths.OnlyReader(i) is { } reader ? part.Nodes[reader] as ActivationNode : null);
        }
    }

    private static double? ValueOf(LayerNode node) => node switch
    {
        LinearNode linear => ConstantOf(linear.Weight),
        ConvolutionNode convolution => ConstantOf(convolution.Weight),
        RecurrentNode recurrent => ConstantOf(recurrent.StateWeight) ?? ConstantOf(recurrent.InputWeight),
        _ => null,
    };

    private static double? ConstantOf(WeightInitializer? weight) => weight switch
    {
        { Kind: InitializerKind.Constant } => weight.Mean,
        { Kind: InitializerKind.Normal or InitializerKind.Uniform, StandardDeviation: 0 } => weight.Mean,
        { Kind: InitializerKind.Xavier or InitializerKind.Kaiming or InitializerKind.Orthogonal, Gain: 0 } => 0,
        _ => null,
    };

    private static bool IsSingleUnit(LayerNode node) => node switch
    {
        LinearNode linear => linear.FanOut.Value == 1,
        ConvolutionNode convolution => convolution.OutChannels.Value == 1,
        _ => false,
    };

    // A branch may start at zero where a way around it carries the signal, and so may the model's last layer; a model of one layer has
    // no units whose outgoing weights could be alike.
    private static bool IsHarmless(LayerGraph graph, GraphPaths paths, int node, double value, bool isWhole) =>
        (value == 0 && (paths.CanBeAvoided(node) || (isWhole && !paths.FeedsWeights(node))))
        || (isWhole && graph.Nodes.Count(other => other.HasWeights()) == 1);
}
