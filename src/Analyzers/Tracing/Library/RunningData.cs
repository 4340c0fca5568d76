namespace GradGuard.Analyzers.Tracing;

/// <summary>Sums and products of listed numbers up to each of them, as the schedule of a diffusion has (Ho et al. 2020, section 2).</summary>
internal static class RunningData
{
    /// <summary>cumsum or cumprod of a vector; null where the code does not list it, or says only some of its numbers and one has no logarithm.</summary>
    public static DataTensor? Of(DataTensor data, string name)
    {
        if (data is not { Elements: { Count: > 1 } elements, Shape: { Count: 1 } shape } || Sizes.Number(shape[0]) is not { } length)
            return null;

        var apart = (length - 1) / (elements.Count - 1);
        return name == "cumsum" ? DataArithmetic.Of(data, Sums(elements, apart))
            : elements.All(element => element > 0) ? DataArithmetic.Of(data, [.. Sums([.. elements.Select(element => Math.Log(element))], apart).ConvertAll(Math.Exp)])
            : apart == 1 ? DataArithmetic.Of(data, Products(elements))
            : null;
    }

    // Of numbers that lie h places apart and change evenly from a to b between them, those behind a add h (a + b) / 2 + (b - a) / 2.
    private static List<double> Sums(IReadOnlyList<double> elements, double apart)
    {
        var sums = new List<double> { elements[0] };
        for (var i = 1; i < elements.Count; i++)
            sums.Add(sums[i - 1] + (apart * (elements[i - 1] + elements[i]) / 2) + ((elements[i] - elements[i - 1]) / 2));

        return sums;
    }

    private static List<double> Products(IReadOnlyList<double> elements)
    {
        var products = new List<double> { elements[0] };
        for (var i = 1; i < elements.Count; i++)
            products.Add(products[i - 1] * elements[i]);

        return products;
    }
}
