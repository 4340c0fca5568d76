using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>Residual branches of a model that are neither normalized nor, as its prediction shows, scaled down.</summary>
/// <param name="Blocks">The blocks in the order of execution.</param>
/// <param name="Log10Growth">log10 of the growth of the signal's mean square from the first block's input to the last one's sum.</param>
internal sealed record BareBranches(IReadOnlyList<SkipPath> Blocks, double Log10Growth)
{
    /// <summary>The branches of the outermost graph, where there are several and the signal grows past a limit in log10; their growth is its lowest estimate.</summary>
    public static BareBranches? Of(ModelVariant variant, double log10Limit, CancellationToken cancellation)
    {
        var graph = variant.Graph;
        var blocks = SkipPath.In(graph).Where(path => path.Graph == graph && IsBare(path)).ToList();
        if (blocks.Count < 2)
            return null;

        var end = IndexOf(graph, blocks[blocks.Count - 1].Sum);
        var start = blocks[0].Start;

        // A look at the usual values, which no interval leaves out, before the whole interval is asked for.
        var usual = variant.Estimate(cancellation).Log10Signals;
        if (usual[end] - usual[start] < log10Limit)
            return null;

        var signals = variant.Predict(cancellation).Signals;
        var (before, after) = (signals[start], signals[end]);
        return before.IsBounded && after.IsBounded && after.Low - before.High >= log10Limit ? new(blocks, after.Low - before.High) : null;
    }

    private static bool IsBare(SkipPath path) =>
        path.BranchNodes.All(node => node is not NormalizationNode) && path.Operations.All(node => node is not NormalizationNode)
        && path.Graph.Nodes.All(node => node is not NormalizationNode || !node.Inputs.Contains(IndexOf(path.Graph, path.Sum)));

    private static int IndexOf(LayerGraph graph, LayerNode node)
    {
        for (var i = 0; i < graph.Nodes.Count; i++)
            if (ReferenceEquals(graph.Nodes[i], node))
                return i;

        return -1;
    }
}
