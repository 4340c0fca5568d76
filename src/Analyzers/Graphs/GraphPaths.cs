using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>What lies before, after and beside a node of a layer graph.</summary>
internal sealed class GraphPaths(LayerGraph graph)
{
    private readonly int[][] _users = UsersOf(graph);

    /// <summary>The nodes that take a node's value.</summary>
    public IReadOnlyList<int> UsersOf(int node) => _users[node];

    /// <summary>Whether a value reaches the output unchanged in its elements: through rearrangements only.</summary>
    public bool IsOutput(int node) => node == graph.Output || _users[node].Any(user => graph.Nodes[user] is ReshapeNode or ConcatenateNode or OutputsNode && IsOutput(user));

    /// <summary>The one node that reads a value, rearrangements and dropout apart; null where several do, or the model returns it.</summary>
    public int? OnlyReader(int node)
    {
        while (node != graph.Output && _users[node].Length == 1)
        {
            node = _users[node][0];
            if (graph.Nodes[node] is not (ReshapeNode or DropoutNode))
                return node;
        }

        return null;
    }

    /// <summary>Whether some node with weights depends on a node.</summary>
    public bool FeedsWeights(int node)
    {
        var reached = new bool[graph.Nodes.Count];
        reached[node] = true;
        for (var i = node + 1; i < reached.Length; i++)
        {
            reached[i] = graph.Nodes[i].Inputs.Any(input => reached[input]);
            if (reached[i] && graph.Nodes[i].HasWeights())
                return true;
        }

        return false;
    }

    /// <summary>Whether a signal from what a node depends on can reach the output without passing the node.</summary>
    public bool CanBeAvoided(int node)
    {
        var before = new bool[graph.Nodes.Count];
        before[node] = true;
        for (var i = node; i >= 0; i--)
            if (before[i])
                foreach (var input in graph.Nodes[i].Inputs)
                    before[input] = true;

        var around = new bool[graph.Nodes.Count];
        for (var i = 0; i < around.Length; i++)
            around[i] = i != node && ((graph.Nodes[i].Inputs.Count == 0 && before[i]) || graph.Nodes[i].Inputs.Any(input => around[input]));

        return around[graph.Output];
    }

    private static int[][] UsersOf(LayerGraph graph)
    {
        // Counted first and filled then: most nodes have one user, and a list for each would cost more than the rest of a rule.
        var counts = new int[graph.Nodes.Count];
        ForEachUse((input, _) => counts[input]++);
        var users = new int[counts.Length][];
        for (var i = 0; i < users.Length; i++)
            users[i] = counts[i] == 0 ? [] : new int[counts[i]];

        Array.Clear(counts, 0, counts.Length);
        ForEachUse((input, user) => users[input][counts[input]++] = user);
        return users;

        void ForEachUse(Action<int, int> use)
        {
            for (var user = 0; user < graph.Nodes.Count; user++)
            {
                var inputs = graph.Nodes[user].Inputs;
                for (var k = 0; k < inputs.Count; k++)
                    if (IsFirst(inputs, k))
                        use(inputs[k], user);
            }
        }

        static bool IsFirst(IReadOnlyList<int> inputs, int k)
        {
            for (var earlier = 0; earlier < k; earlier++)
                if (inputs[earlier] == inputs[k])
                    return false;

            return true;
        }
    }
}
