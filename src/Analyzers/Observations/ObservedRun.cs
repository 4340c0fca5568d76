namespace GradGuard.Analyzers.Observations;

/// <summary>What a run did to the gradients of a model: the parts of a <c>*.gradguard.json</c> report that bear on declarations.</summary>
/// <param name="File">Name of its file, without its folder; the text alone does not say it.</param>
/// <param name="ModelType">Full type name of the model.</param>
/// <param name="Started">When the run began; null where the report does not say.</param>
/// <param name="Steps">Steps of the run.</param>
/// <param name="IsGrouped">Whether the layer budget put layers together, so that a layer may stand for a block.</param>
/// <param name="Modules">Full type name of the model, at the path "", and of every module in it by its path.</param>
/// <param name="Layers">The measured layers by their path.</param>
/// <param name="Findings">What the monitor found.</param>
internal sealed record ObservedRun(
    string File,
    string ModelType,
    DateTimeOffset? Started,
    long Steps,
    bool IsGrouped,
    IReadOnlyDictionary<string, string> Modules,
    IReadOnlyDictionary<string, ObservedLayer> Layers,
    IReadOnlyList<ObservedFinding> Findings)
{
    /// <summary>The report and its day, as messages name it.</summary>
    public string Source => Started is { } started ? $"{File} of {started.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}" : File;

    /// <summary>Path of the last weight layer, whose gradient the others are held against; null without one.</summary>
    public string? LastWeightLayer { get; } = Layers.Values.LastOrDefault(layer => layer.HasWeight)?.Path;
}

/// <summary>A layer as it was measured.</summary>
/// <param name="Path">Its path, automatic properties by their own name.</param>
/// <param name="Elements">Elements of its trainable parameters.</param>
/// <param name="HasWeight">Whether it has a weight matrix or kernel.</param>
/// <param name="RatioToLast">Its median gradient norm over that of the last weight layer; null where it was not measured.</param>
internal sealed record ObservedLayer(string Path, long Elements, bool HasWeight, double? RatioToLast);

/// <summary>Something that the monitor found.</summary>
/// <param name="Symptom">Its symptom, as reports spell it: <c>vanishing_gradient</c>.</param>
/// <param name="IsGrave">Whether its severity was warning or error rather than info.</param>
/// <param name="Layer">The layer to look at first; empty for the model as a whole.</param>
/// <param name="Step">When it began.</param>
/// <param name="EndStep">When it no longer held; null where it held to the end of the run.</param>
/// <param name="Message">What the monitor said of it.</param>
/// <param name="Layers">All layers concerned.</param>
/// <param name="Measured">The number that it rests on, with its limit.</param>
/// <param name="Remedy">What the monitor advised first; null where it had no advice.</param>
internal sealed record ObservedFinding(
    string Symptom,
    bool IsGrave,
    string Layer,
    long Step,
    long? EndStep,
    string Message,
    IReadOnlyList<string> Layers,
    (double Value, double? Limit)? Measured,
    string? Remedy);
