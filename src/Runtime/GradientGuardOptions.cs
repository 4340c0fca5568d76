using System.Collections.Immutable;
using GradGuard.Detectors;

namespace GradGuard;

/// <summary>How <see cref="GradientGuard.Watch"/> watches. Every value is checked when it is set.</summary>
public sealed record GradientGuardOptions
{
    /// <summary>Every which step is measured, from 1; steps in between cost next to nothing. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int SampleEvery
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(SampleEvery), value, "Set SampleEvery to 1 for every step, or to n for every n-th.");
    } = 1;

    /// <summary>Every which sampled step the weights' movement is measured, besides the first few; from 1. Default 10.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MeasureUpdatesEvery
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MeasureUpdatesEvery), value, "Set MeasureUpdatesEvery to 1 for every sampled step, or to n for every n-th.");
    } = 10;

    /// <summary>
    /// Every which sampled step the extended tier is measured, besides steps 1, 2, 4, 8 and so on up to the first; from 1: activations by
    /// forward hooks (dead and saturated units) and the gradients' exponents. Default 64; null leaves the hooks off the model.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? MeasureActivationsEvery
    {
        get;
        init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(MeasureActivationsEvery), value, "Set MeasureActivationsEvery to n for every n-th sampled step, or to null for none.");
    } = 64;

    /// <summary>
    /// Patterns of which one must fit a layer's path for it to be watched, such as <c>encoder</c> or <c>blocks.*.attention</c>: <c>*</c> is
    /// anything within a segment, <c>**</c> anything, <c>?</c> one character, and what fits a module fits what is inside it. Empty, the default,
    /// watches all. Clipping concerns all layers, watched or not.
    /// </summary>
    /// <exception cref="ArgumentException">A pattern is empty.</exception>
    public ImmutableArray<string> IncludeLayers
    {
        get;
        init => field = Checked(value, nameof(IncludeLayers));
    } = [];

    /// <summary>Patterns, as for <see cref="IncludeLayers"/>, of layers that are not watched though included.</summary>
    /// <exception cref="ArgumentException">A pattern is empty.</exception>
    public ImmutableArray<string> ExcludeLayers
    {
        get;
        init => field = Checked(value, nameof(ExcludeLayers));
    } = [];

    /// <summary>The most layers with a series of their own, from 1; beyond it layers are grouped by block. Default 512.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1 or above 2000, where OpenTelemetry's SDK folds series into one.</exception>
    public int LayerBudget
    {
        get;
        init => field = value is >= 1 and <= 2000 ? value : throw new ArgumentOutOfRangeException(nameof(LayerBudget), value, "Set LayerBudget between 1 and 2000: OpenTelemetry's SDK keeps 2000 series of a metric apart.");
    } = 512;

    /// <summary>
    /// Tells models apart where a process watches several: the attribute <c>gradguard.model</c> on every point. Null, the default,
    /// leaves the attribute out for a process's only guard; a second guard then takes its model's type name.
    /// </summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string? ModelName
    {
        get;
        init => field = value is null || value.Length > 0 ? value : throw new ArgumentException("Give ModelName a name, or leave it null.", nameof(ModelName));
    }

    /// <summary>File for the run log, by convention <c>NAME.gradguard.jsonl</c>; an existing one is replaced. Null, the default, writes none.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string? RunLogPath
    {
        get;
        init => field = value is null || value.Length > 0 ? value : throw new ArgumentException("Give RunLogPath a file name such as train.gradguard.jsonl, or leave it null.", nameof(RunLogPath));
    }

    /// <summary>The detectors' thresholds.</summary>
    /// <exception cref="ArgumentNullException">Null.</exception>
    public DetectorSettings Detectors
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Detectors), "Leave Detectors alone for the defaults.");
    } = DetectorSettings.Default;

    /// <summary>Where the guard says what it cannot do and why, each message once; null, the default, is standard error.</summary>
    public Action<string>? MessageSink { get; init; }

    /// <summary>Whether tensors on the CPU take the way of other devices; for tests on machines without one.</summary>
    internal bool TreatCpuAsDevice { get; init; }

    private static ImmutableArray<string> Checked(ImmutableArray<string> patterns, string name) =>
        patterns.IsDefault || patterns.Any(string.IsNullOrWhiteSpace)
            ? throw new ArgumentException("Give patterns of layer paths such as \"encoder.*\", or leave them out.", name)
            : patterns;
}
