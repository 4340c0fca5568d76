namespace GradGuard.Layers;

/// <summary>
/// Keeps the number of layer series within a budget. OpenTelemetry's SDK folds everything past 2000 points of a metric into one,
/// so layers are grouped here, by block: the deepest paths lose their last segment first.
/// </summary>
internal static class LayerBudget
{
    /// <summary>The path that stands for each of <paramref name="paths"/>; at most <paramref name="budget"/> different ones.</summary>
    public static string[] Group(IReadOnlyList<string> paths, int budget)
    {
        var grouped = paths.ToArray();
        while (grouped.Distinct().Count() > budget)
        {
            var deepest = grouped.Max(ParameterPath.Depth);
            if (deepest <= 1)
                return GroupNeighbours(grouped, budget);

            for (var i = 0; i < grouped.Length; i++)
                if (ParameterPath.Depth(grouped[i]) == deepest)
                    grouped[i] = ParameterPath.Parent(grouped[i]);
        }

        return grouped;
    }

    // A flat model has no blocks: neighbours in order share a series named after the first and the last of them.
    private static string[] GroupNeighbours(string[] paths, int budget)
    {
        var distinct = paths.Distinct().ToArray();
        var size = (distinct.Length + budget - 1) / budget;
        var nameOf = new Dictionary<string, string>();
        foreach (var chunk in distinct.Chunk(size))
        {
            var name = chunk.Length == 1 ? chunk[0] : $"{chunk[0]}..{chunk[^1]}";
            foreach (var path in chunk)
                nameOf[path] = name;
        }

        return Array.ConvertAll(paths, path => nameOf[path]);
    }
}
