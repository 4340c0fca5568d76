using System.Collections.Immutable;
using GradGuard.Deep;

namespace GradGuard.RunLog;

/// <summary>One line of a run log.</summary>
public abstract record RunLogEntry
{
    /// <summary>The line's number in the file, from 1.</summary>
    public long Line { get; init; }
}

/// <summary>The opening line, written again whenever the model's layers changed.</summary>
/// <param name="Model">Type name of the model.</param>
/// <param name="Time">When the line was written.</param>
/// <param name="SampleEvery">Every which step is sampled.</param>
/// <param name="LayersDropped">Layers without numbers of their own because of the layer budget.</param>
/// <param name="Layers">Layers in order of execution; the arrays of the steps that follow are parallel to them.</param>
/// <param name="Modules">The model and its modules with their full types; empty in logs that have none.</param>
public sealed record RunEntry(
    string Model, DateTimeOffset Time, int SampleEvery, int LayersDropped, ImmutableArray<LayerRecord> Layers, ImmutableArray<ModuleRecord> Modules) : RunLogEntry;

/// <summary>A sampled step.</summary>
/// <param name="Step">What was measured.</param>
public sealed record StepEntry(StepRecord Step) : RunLogEntry;

/// <summary>A finding, or the end of one.</summary>
/// <param name="Finding">What was found.</param>
public sealed record FindingEntry(Finding Finding) : RunLogEntry;

/// <summary>The last line of a run that ended by itself.</summary>
/// <param name="Time">When the guard was disposed.</param>
/// <param name="Steps">Steps of the run, those that were not sampled included.</param>
public sealed record EndEntry(DateTimeOffset Time, long Steps) : RunLogEntry
{
    /// <summary>What was measured on demand after the last step; null where nothing was.</summary>
    public DeepMeasurement? Deep { get; init; }
}
