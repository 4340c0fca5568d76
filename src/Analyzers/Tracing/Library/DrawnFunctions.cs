using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Functions of what is drawn at random: softplus of a raw width, exp of a logarithm, tanh of a gate. Their moments are means over the
/// distribution, and what is learned gets the gradient times the slope.
/// </summary>
internal static class DrawnFunctions
{
    // Enough for the moments of a smooth function.
    private const int Points = 129;
    private const double Reach = 5;
    private const double Step = 1e-4;
    private const double MostLost = 0.01;

    /// <summary>A function of each element; null where the code does not tell how they are drawn, or the function is not finite there.</summary>
    public static DataTensor? Of(DataTensor data, Func<double, double> function)
    {
        if (data.Image is var (drawn, inner))
            return Of(drawn, z => function(inner(z)));
        if (data is not { SecondMoment: { } square, Mean: var mean, Draw: not null })
            return null;

        var centre = mean ?? 0;
        var deviation = Math.Sqrt(Math.Max(square - (centre * centre), 0));
        var isUniform = data.Draw.Weight.Kind == InitializerKind.Uniform;
        double weights = 0, lost = 0, first = 0, second = 0, slopes = 0;
        for (var i = 0; i < Points; i++)
        {
            // By the middles of equal parts: at its very ends a uniform one has no logarithm.
            var place = (((2.0 * i) + 1) / Points) - 1;
            var z = centre + (deviation * place * (isUniform ? Math.Sqrt(3) : Reach));
            var weight = isUniform ? 1 : Math.Exp(-0.5 * place * place * Reach * Reach);
            var (value, slope) = (function(z), (function(z + Step) - function(z - Step)) / (2 * Step));
            // Beyond where a logarithm is defined lies next to nothing of what makes sense.
            if (!IsFinite(value * value) || !IsFinite(slope * slope))
            {
                lost += weight;
                continue;
            }

            weights += weight;
            first += weight * value;
            second += weight * value * value;
            slopes += weight * slope * slope;
        }

        return lost < MostLost * weights ? Drawn(data, first / weights, second / weights, Math.Sqrt(slopes / weights), function) : null;
    }

    /// <summary>The shares that a softmax makes of n numbers: 1 / n each, and more uneven by e to their variance (the second moment of a lognormal).</summary>
    public static DataTensor? Softmax(DataTensor data, AbstractValue? axis)
    {
        if (data is not { SecondMoment: { } square, Shape: { Count: > 0 } shape } || Sizes.Number(axis) is not { } given)
            return null;

        var place = (int)(given < 0 ? given + shape.Count : given);
        if (place < 0 || place >= shape.Count || Sizes.Of(shape[place]).Value is not { } count)
            return null;

        var variance = Math.Max(square - ((data.Mean ?? 0) * (data.Mean ?? 0)), 0);
        return variance == 0 ? DataArithmetic.Constant(data, 1.0 / count) : Drawn(data, 1.0 / count, Math.Exp(variance) / count / count, 1.0 / count);
    }

    /// <summary>A mean, a standard deviation or a variance of many elements: a number; null where the code does not tell it.</summary>
    public static DataTensor? Moment(DataTensor data, string name) => data is { SecondMoment: { } square, Mean: { } mean, Constant: null }
        ? DataArithmetic.Constant(new DataTensor(data.Name), name switch
        {
            "mean" => mean,
            "var" => Math.Max(square - (mean * mean), 0),
            _ => Math.Sqrt(Math.Max(square - (mean * mean), 0)),
        })
        : null;

    private static DataTensor Drawn(DataTensor data, double mean, double square, double slope, Func<double, double>? function = null)
    {
        var deviation = Math.Sqrt(Math.Max(square - (mean * mean), 0));
        return new(data.Name, square, new ParameterDraw(WeightInitializer.Normal(deviation, mean), BiasInitializer.Normal(deviation, mean)), data.Shape)
        {
            Mean = mean,
            IsLearned = data.IsLearned,
            IsNoise = data.IsNoise,
            Path = data.Path,
            Multiplier = data.Multiplier * slope,
            Image = function is null ? null : (data, function),
        };
    }

    private static bool IsFinite(double number) => !double.IsNaN(number) && !double.IsInfinity(number);
}
