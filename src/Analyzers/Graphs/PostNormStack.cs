using GradGuard.Analyzers.Modules;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>Counts the Transformer layers of a model that normalize after the addition.</summary>
internal static class PostNormStack
{
    private const int SumsPerLayer = 2;

    /// <summary>The layers on the mildest way through the model; those of unknown number do not count.</summary>
    public static int LayersOf(ModelTrace model) => model.Variants.Count == 0 ? 0 : model.Variants.Min(variant => Math.Max(Own(variant), Library(variant)));

    // Written out: attention, and sums that nothing but a LayerNorm reads.
    private static int Own(ModelVariant variant)
    {
        var graph = variant.Graph;
        if (!graph.Nodes.Any(node => node is AttentionNode or SoftmaxNode { Logarithm: false }))
            return 0;

        var paths = new GraphPaths(graph);
        var sums = SkipPath.In(graph).Where(path => path.Graph == graph).Select(path => path.Sum).ToList();
        return Enumerable.Range(0, graph.Nodes.Count)
            .Count(i => sums.Exists(sum => ReferenceEquals(sum, graph.Nodes[i])) && paths.OnlyReader(i) is { } reader && graph.Nodes[reader] is NormalizationNode { Kind: NormalizationKind.Layer }) / SumsPerLayer;
    }

    // TorchSharp's own layers are always post-norm.
    private static int Library(ModelVariant variant) => ModuleTree.Below(variant.Root).OfType<LayerModule>().Distinct().Sum(layer => layer.Type.Name switch
    {
        "TransformerEncoder" or "TransformerDecoder" => Count(layer, "num_layers", 0),
        "TransformerEncoderLayer" or "TransformerDecoderLayer" => 1,
        "Transformer" => Count(layer, "num_encoder_layers", 6) + Count(layer, "num_decoder_layers", 6),
        _ => 0,
    });

    private static int Count(LayerModule layer, string argument, int usual) => layer.Arguments[argument] is null ? usual : (int)(layer.Arguments.Number(argument) ?? 0);
}
