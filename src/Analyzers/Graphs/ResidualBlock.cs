using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>A sum of a branch with weights and the value that the branch starts from.</summary>
/// <param name="Sum">The addition.</param>
/// <param name="Start">The block's own input.</param>
/// <param name="Branch">Which input of the addition the branch is, 0 or 1; the other is the skip.</param>
/// <param name="OuterActivation">The activation that follows the addition at once; null where none does.</param>
internal sealed record ResidualBlock(AddNode Sum, LayerNode Start, int Branch, ActivationNode? OuterActivation)
{
    // A block of more operations is none that anyone writes; the bound keeps long sums of one value from costing the square of their length.
    private const int LongestBlock = 256;

    /// <summary>The residual blocks of a graph in the order of execution, those of repeated blocks among them.</summary>
    public static IEnumerable<ResidualBlock> In(LayerGraph graph)
    {
        GraphPaths? paths = null;
        for (var i = 0; i < graph.Nodes.Count; i++)
        {
            if (graph.Nodes[i] is RepeatNode repeat)
                foreach (var inner in In(repeat.Block))
                    yield return inner;

            if (graph.Nodes[i] is AddNode { Inputs: { Count: 2 } inputs } sum && StartOf(graph, inputs) is { } found)
            {
                paths ??= new(graph);
                yield return new(sum, graph.Nodes[found.Start], found.Branch, paths.UsersOf(i) is { Count: 1 } users && graph.Output != i && !OnlyWeighs(graph, paths, users[0]) ? graph.Nodes[users[0]] as ActivationNode : null);
            }
        }
    }

    // The sum of what an input and a state say, squashed and multiplied by something, is a gate of a recurrent cell and hands no signal on.
    private static bool OnlyWeighs(LayerGraph graph, GraphPaths paths, int activation) => paths.UsersOf(activation) is { Count: > 0 } users && users.All(user => graph.Nodes[user] switch
    {
        MultiplyNode => true,
        ScaleNode or ShiftNode => OnlyWeighs(graph, paths, user),
        _ => false,
    });

    // One input is the block's input, bare or rearranged or projected; the other is computed from it by way of weights.
    private static (int Start, int Branch)? StartOf(LayerGraph graph, IReadOnlyList<int> inputs)
    {
        for (var branch = 0; branch <= 1; branch++)
            foreach (var (start, isProjected) in SkipPath(graph, inputs[1 - branch]))
                if (start != inputs[branch] && IsBranch(graph, inputs[branch], start, inputs[1 - branch], isProjected) is { } isBranch)
                {
                    if (isBranch)
                        return (start, branch);

                    break;
                }

        return null;
    }

    private static IEnumerable<(int Node, bool IsProjected)> SkipPath(LayerGraph graph, int skip)
    {
        var projections = 0;
        for (var node = skip; ;)
        {
            yield return (node, projections > 0);
            if (graph.Nodes[node] is not (ReshapeNode or NormalizationNode or DropoutNode or PoolNode or ScaleNode or LinearNode or ConvolutionNode) || graph.Nodes[node].Inputs.Count == 0)
                yield break;
            if (graph.Nodes[node].HasWeights() && ++projections > 1)
                yield break;

            node = graph.Nodes[node].Inputs[0];
        }
    }

    /// <summary>
    /// Whether what is computed from a start, without passing the skip, is so by way of weights; null where it is not computed from it. Beside
    /// a skip with weights of its own it must bend: two linear paths are one linear layer in two parts, such as low-rank adapters, and no block.
    /// Where the two part without that, what they share before belongs to no block of theirs.
    /// </summary>
    public static bool? IsBranch(LayerGraph graph, int branch, int start, int skip, bool isProjected)
    {
        if (branch <= start || branch - start > LongestBlock)
            return null;

        var reach = new Way[branch - start + 1];
        reach[0] = Way.FromStart;
        for (var i = start + 1; i <= branch; i++)
        {
            var from = Way.None;
            foreach (var input in graph.Nodes[i].Inputs)
                if (input >= start)
                    from |= reach[input - start];

            reach[i - start] = from == Way.None || i == skip || OnlyGauges(graph, i, input => input >= start && reach[input - start] != Way.None) ? Way.None
                : from | (graph.Nodes[i].HasWeights() ? Way.Weighed : Way.None) | (Bends(graph.Nodes[i]) ? Way.Bent : Way.None);
        }

        var way = reach[branch - start];
        return way == Way.None ? null : way.HasFlag(Way.Weighed) && (!isProjected || way.HasFlag(Way.Bent));
    }

    // A gate of something else, as in a GRU written out, and the width of noise are computed from the start, but carry nothing of it on.
    private static bool OnlyGauges(LayerGraph graph, int product, Func<int, bool> isFromStart) => graph.Nodes[product] switch
    {
        // A state that starts from zeros says nothing at the first step.
        NoiseNode or ScaleNode { Factor: 0 } => true,
        MultiplyNode { Inputs: { Count: 2 } factors } => factors.Any(factor => graph.Nodes[factor] is NoiseNode)
            || Enumerable.Range(0, 2).Any(i => IsGate(graph, factors[i]) && !isFromStart(factors[1 - i])),
        // Weights that are made of the start, and applied to something else (Ha et al. 2017).
        MatrixProductNode { Inputs: { Count: 2 } factors } => graph.Nodes[factors[1]] is ReshapeNode { Spread.IsKnown: true } && !isFromStart(factors[0]),
        _ => false,
    };

    private static bool IsGate(LayerGraph graph, int node)
    {
        while (graph.Nodes[node] is ReshapeNode or ScaleNode or ShiftNode)
            node = graph.Nodes[node].Inputs[0];
        return graph.Nodes[node] is ActivationNode { Function.Name: "Sigmoid" or "Hardsigmoid" };
    }

    private static bool Bends(LayerNode node) =>
        node is ActivationNode or PositiveNode or GatedLinearUnitNode or SoftmaxNode or MultiplyNode or MatrixProductNode or RecurrentNode or AttentionNode or DotProductAttentionNode or PairAttentionNode or RepeatNode or UnknownNode or PoolNode { Kind: PoolKind.Maximum };

    [Flags]
    private enum Way
    {
        None = 0,
        FromStart = 1,
        Weighed = 2,
        Bent = 4,
    }
}
