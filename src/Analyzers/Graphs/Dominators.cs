using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>The nodes that every way from one node of a layer graph to its output passes: what no skip goes around.</summary>
internal static class Dominators
{
    /// <summary>The nodes between a start and the output that no way avoids, in the order of execution, ends included.</summary>
    public static IReadOnlyList<int> Between(LayerGraph graph, int start)
    {
        // The nearest dominator of each node that the start reaches; -1 for the others. Inputs stand before their node, so one pass does.
        var nearest = new int[graph.Nodes.Count];
        var depth = new int[graph.Nodes.Count];
        for (var i = 0; i < nearest.Length; i++)
        {
            nearest[i] = -1;
            if (i == start)
                nearest[i] = i;
            else
                for (var k = 0; k < graph.Nodes[i].Inputs.Count; k++)
                    if (graph.Nodes[i].Inputs[k] is var input && nearest[input] >= 0)
                        nearest[i] = nearest[i] < 0 ? input : Common(nearest[i], input);

            depth[i] = nearest[i] >= 0 && i != start ? depth[nearest[i]] + 1 : 0;
        }

        if (nearest[graph.Output] < 0)
            return [];

        var chain = new List<int> { graph.Output };
        while (chain[chain.Count - 1] != start)
            chain.Add(nearest[chain[chain.Count - 1]]);

        chain.Reverse();
        return chain;

        int Common(int one, int other)
        {
            while (one != other)
            {
                if (depth[one] >= depth[other])
                    one = nearest[one];
                else
                    other = nearest[other];
            }

            return one;
        }
    }
}
