using System.Collections.Immutable;
using GradGuard.Deep;

namespace GradGuard.RunLog;

/// <summary>A run as its log tells it.</summary>
/// <param name="Model">Type name of the model.</param>
/// <param name="Started">When the run line was written.</param>
/// <param name="SampleEvery">Every which step was sampled.</param>
/// <param name="Layers">Layers of the last run line, in order of execution.</param>
/// <param name="Steps">The sampled steps.</param>
/// <param name="Findings">The findings, ends of findings included.</param>
/// <param name="IsComplete">Whether the run reached its end line; false for a killed process.</param>
public sealed record RunRecord(
    string Model,
    DateTimeOffset Started,
    int SampleEvery,
    ImmutableArray<LayerRecord> Layers,
    ImmutableArray<StepRecord> Steps,
    ImmutableArray<Finding> Findings,
    bool IsComplete)
{
    /// <summary>The model and its modules with their full types; empty in logs that have none.</summary>
    public ImmutableArray<ModuleRecord> Modules { get; init; } = [];

    /// <summary>The latest step with a number for each of <see cref="Layers"/>; null where there is none.</summary>
    public StepRecord? LatestDetail => Steps.LastOrDefault(step => step.LayerNorms.Length == Layers.Length);
}

/// <summary>A layer of a logged run.</summary>
/// <param name="Path">Module path.</param>
/// <param name="ModuleType">Module type.</param>
/// <param name="ElementCount">Elements of its parameters.</param>
/// <param name="HasWeight">Whether it has a weight matrix or kernel.</param>
public sealed record LayerRecord(string Path, string ModuleType, long ElementCount, bool HasWeight);

/// <summary>A sampled step of a logged run; values that were not finite, or not measured, are null.</summary>
/// <param name="Step">The step, from 1.</param>
/// <param name="Loss">The loss.</param>
/// <param name="GlobalNormPreClip">Norm of all gradients before clipping.</param>
/// <param name="GlobalNormPostClip">Norm after clipping; null where no clipping was asked for.</param>
/// <param name="FlowRatio">First weight layer's norm over the last one's.</param>
/// <param name="MissingCount">Parameters without a gradient.</param>
/// <param name="LayerNorms">Gradient norm of each layer; empty for steps of a long run that carry no layers.</param>
/// <param name="WeightGradientNorms">Norm of each layer's weight gradients alone; empty but for the first steps.</param>
/// <param name="UpdateRatios">‖Δw‖ / ‖w‖ of each layer; empty for steps that did not measure it.</param>
/// <param name="NonFiniteCounts">Elements of each layer that are NaN or infinite; empty where all are finite.</param>
public sealed record StepRecord(
    long Step,
    double? Loss,
    double? GlobalNormPreClip,
    double? GlobalNormPostClip,
    double? FlowRatio,
    int MissingCount,
    ImmutableArray<double?> LayerNorms,
    ImmutableArray<double?> WeightGradientNorms,
    ImmutableArray<double?> UpdateRatios,
    ImmutableArray<long> NonFiniteCounts)
{
    /// <summary>Whether a loss was given and was NaN or infinite.</summary>
    public bool IsLossNonFinite { get; init; }

    /// <summary>The largest norm that clipping left; null where no clipping by the Euclidean norm was asked for.</summary>
    public double? ClipThreshold { get; init; }

    /// <summary>Seconds since the guard began to watch.</summary>
    public double? Elapsed { get; init; }

    /// <summary>Seconds that the monitor itself had taken by then, without this step.</summary>
    public double? MonitorSeconds { get; init; }

    /// <summary>What forward hooks saw of activations and weight layers, in order of execution; empty for steps that did not measure it.</summary>
    public ImmutableArray<ActivationRecord> Activations { get; init; } = [];

    /// <summary>What was measured on demand since the line before; null where nothing was.</summary>
    public DeepMeasurement? Deep { get; init; }
}
