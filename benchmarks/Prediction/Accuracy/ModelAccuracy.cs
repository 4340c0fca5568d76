using GradGuard.Prediction.Examples;
using GradGuard.Prediction.Measuring;
using GradGuard.Prediction.Predicting;

namespace GradGuard.Prediction.Accuracy;

/// <summary>A model's prediction held against its measurement.</summary>
/// <param name="Example">The model.</param>
/// <param name="Layers">Its weight layers, in order of execution.</param>
/// <param name="Faults">Why the prediction does not stand for the whole model; empty where it does.</param>
internal sealed record ModelAccuracy(Example Example, IReadOnlyList<ComparedLayer> Layers, IReadOnlyList<string> Faults)
{
    public bool IsTraced => Faults.Count == 0;

    /// <summary>The first weight layer; null where nothing was predicted.</summary>
    public ComparedLayer? First => Layers.Count > 0 ? Layers[0] : null;

    public double RatioError => First?.Error ?? double.PositiveInfinity;

    /// <summary>The layer whose prediction is furthest off.</summary>
    public ComparedLayer? Worst => Layers.MaxBy(layer => layer.Error);

    /// <summary>Pairs layers by their registered paths.</summary>
    public static ModelAccuracy Of(Example example, PredictedFlow predicted, Measurement measurement)
    {
        var faults = predicted.Unknowns.ToList();
        var paths = predicted.Layers.Select(layer => layer.Path).ToHashSet();
        var measured = measurement.Of(paths);
        var ownerOf = measured.Weights.ToDictionary(weight => weight.Name, weight => paths.Where(path => Owns(path, weight.Name)).MaxBy(path => path.Length));
        // What the output does not depend on has no gradient to predict.
        foreach (var unused in ownerOf.Where(owner => owner.Value is null && measured.IsUnused(owner.Key)).Select(owner => owner.Key).ToList())
            ownerOf.Remove(unused);
        measured = new([.. measured.Weights.Where(weight => ownerOf.ContainsKey(weight.Name))]);
        var missed = ownerOf.Where(owner => owner.Value is null).Select(owner => owner.Key).ToList();
        if (predicted.Layers.Count > 0 && missed.Count > 0)
            faults.Add($"no prediction for {Enumerate(missed)}");

        var pairs = predicted.Layers.Select(layer => (layer, norm: measured.Log10Norm(name => ownerOf[name] == layer.Path))).ToList();
        var strange = pairs.Where(pair => pair.norm is null).Select(pair => pair.layer.Path).ToList();
        if (strange.Count > 0)
            faults.Add($"no weights in the model for {Enumerate(strange)}");

        var found = pairs.Where(pair => pair.norm is not null).ToList();
        if (measured.KnowsOrder && missed.Count == 0 && found.Count > 0 && (ownerOf[measured.Weights[0].Name] != found[0].layer.Path || ownerOf[measured.Weights[^1].Name] != found[^1].layer.Path))
            faults.Add($"runs from {measured.Weights[0].Name} to {measured.Weights[^1].Name}, not from {found[0].layer.Path} to {found[^1].layer.Path}");

        return new(example, [.. found.Select(pair => new ComparedLayer(pair.layer.Path, pair.layer.Range, pair.layer.Log10Norm, Relative(pair.norm!.Value, found[^1].norm!.Value)))], faults);
    }

    private static bool Owns(string path, string weight) => weight.StartsWith(path, StringComparison.Ordinal) && (weight.Length == path.Length || weight[path.Length] is '.');

    private static string Enumerate(List<string> names) => names[0] + (names.Count > 1 ? $" and {names.Count - 1} more" : "");

    private static double Relative(double norm, double last) => norm.Equals(last) ? 0 : norm - last;
}
