namespace GradGuard.Prediction.Accuracy;

/// <summary>The accuracy over a set of models.</summary>
/// <param name="Name">Which set.</param>
/// <param name="Models">Its models.</param>
internal sealed record ZooAccuracy(string Name, IReadOnlyList<ModelAccuracy> Models)
{
    public ErrorSummary Ratios { get; } = ErrorSummary.Of(Models.Select(model => model.RatioError));

    /// <summary>Over all layers but the last ones, which are 0 by definition; a model without a prediction counts as one layer that is off.</summary>
    public ErrorSummary Layers { get; } = ErrorSummary.Of(Models.SelectMany(model => model.Layers.Count == 0 ? [double.PositiveInfinity] : model.Layers.SkipLast(1).Select(layer => layer.Error)));

    public int TracedCount { get; } = Models.Count(model => model.IsTraced);

    public double TracedShare => Models.Count == 0 ? 1 : (double)TracedCount / Models.Count;

    public bool MeetsTargets => Ratios.Meets(Targets.Ratio) && Layers.Meets(Targets.Layer) && TracedShare >= Targets.Share;

    /// <summary>All models, those that the theory may be worked on with, and those held out.</summary>
    public static IReadOnlyList<ZooAccuracy> Parts(IReadOnlyList<ModelAccuracy> models) =>
    [
        new("all models", models),
        new("open", [.. models.Where(model => !model.Example.IsHeldOut)]),
        new("held out", [.. models.Where(model => model.Example.IsHeldOut)]),
    ];
}
