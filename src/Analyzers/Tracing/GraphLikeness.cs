using System.Text;
using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Whether two ways to make a model make the same one.</summary>
internal static class GraphLikeness
{
    /// <summary>Whether two graphs are one but for where their nodes stand. Most differ in what a glance shows.</summary>
    public static bool AreAlike(LayerGraph one, LayerGraph other)
    {
        if (one.Nodes.Count != other.Nodes.Count || one.Output != other.Output)
            return false;
        for (var i = 0; i < one.Nodes.Count; i++)
            if (one.Nodes[i].GetType() != other.Nodes[i].GetType() || one.Nodes[i].Path != other.Nodes[i].Path || !one.Nodes[i].Inputs.SequenceEqual(other.Nodes[i].Inputs))
                return false;

        return Describe(one) == Describe(other);
    }

    private static string Describe(LayerGraph graph)
    {
        var text = new StringBuilder();
        foreach (var node in graph.Nodes)
            text.Append(node).Append(string.Join(",", node.Inputs)).Append(node is RepeatNode repeat ? Describe(repeat.Block) : "").Append(';');

        return text.Append(graph.Output).ToString();
    }
}
