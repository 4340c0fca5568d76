namespace GradGuard.Signal.Propagation;

/// <summary>One weight layer in one evaluation.</summary>
/// <param name="Origin">Its node in the outer graph.</param>
/// <param name="Path">Its name, unique.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Log10Norm">log10 of its weight gradient's norm.</param>
/// <param name="IsBehindUnknown">Whether its gradient passes something that could not be followed and the last layer's does not.</param>
internal readonly record struct OutcomeLayer(int Origin, string Path, string Kind, double Log10Norm, bool IsBehindUnknown);

/// <summary>An evaluation in terms of the outer graph.</summary>
/// <param name="Layers">The weight layers in the order of execution.</param>
/// <param name="Log10Signals">log10 of the second moment, by node of the outer graph.</param>
internal sealed record Outcome(IReadOnlyList<OutcomeLayer> Layers, double[] Log10Signals)
{
    // Asked for only where two evaluations are compared.
    private Dictionary<string, double>? _norms;

    /// <summary>log10 of first over last.</summary>
    public double Ratio => Layers.Count < 2 ? 0 : RelativeNorm(Layers[0]);

    public static Outcome Of(LayerGraph graph, FlatGraph flat, Evaluation evaluation)
    {
        var signals = new double[graph.Nodes.Count];
        for (int i = 0; i < evaluation.Seconds.Length; i++)
        {
            signals[flat.OriginOf(i)] = Log10(evaluation.Seconds[i]);
        }

        IReadOnlyList<WeightNorm> norms = evaluation.Norms;
        if (norms.Count == 0)
        {
            return new([], signals);
        }

        HashSet<int>[]? unknownsAfter = flat.Graph.Nodes.Any(node => node is UnknownNode) ? UnknownsAfter(flat.Graph) : null;
        HashSet<int>? common = unknownsAfter?[norms[norms.Count - 1].Node];
        var names = new HashSet<string>();
        return new(
            [.. norms.Select(norm => new OutcomeLayer(
                flat.OriginOf(norm.Node),
                Unique(names, flat.Graph.Nodes[norm.Node].Path, norm.Node),
                norm.Kind,
                norm.Log10Norm,
                common is not null && !unknownsAfter![norm.Node].IsSubsetOf(common)))],
            signals);
    }

    public double RelativeNorm(OutcomeLayer layer) => Difference(layer.Log10Norm, Layers[Layers.Count - 1].Log10Norm);

    /// <summary>The same for a layer of another evaluation; null where this one has no such layer.</summary>
    public double? RelativeNorm(string path) =>
        (_norms ??= Layers.ToDictionary(layer => layer.Path, layer => layer.Log10Norm)).TryGetValue(path, out double norm) ? Difference(norm, Layers[Layers.Count - 1].Log10Norm) : null;

    // Two zeros are equal; an infinite difference of a zero stays one.
    private static double Difference(double a, double b) => a == b ? 0 : a - b;

    private static double Log10(double value) => value > 0 ? Math.Log10(value) : double.NegativeInfinity;

    private static string Unique(HashSet<string> names, string path, int node) => names.Add(path) ? path : Unique(names, $"{path}#{node}", node);

    private static HashSet<int>[] UnknownsAfter(LayerGraph flat)
    {
        var after = new HashSet<int>[flat.Nodes.Count];
        for (int i = flat.Nodes.Count - 1; i >= 0; i--)
        {
            after[i] ??= [];
            foreach (int input in flat.Nodes[i].Inputs)
            {
                after[input] ??= [];
                after[input].UnionWith(after[i]);
                if (flat.Nodes[i] is UnknownNode)
                {
                    after[input].Add(i);
                }
            }
        }

        return after;
    }
}
