using System.Collections.Immutable;

namespace GradGuard.RunLog;

/// <summary>Holds the lines of a log against each other: a run line first, steps that grow, numbers parallel to the layers.</summary>
internal sealed class EntryOrder
{
    private int _layers;
    private long _step;

    /// <summary>Whether a run line was seen.</summary>
    public bool HasRun { get; private set; }

    /// <exception cref="FormatException">The line cannot follow those before it.</exception>
    public void Accept(RunLogEntry? entry)
    {
        if (entry is RunEntry run)
        {
            HasRun = true;
            _layers = run.Layers.Length;
            return;
        }

        if (!HasRun)
            throw new FormatException("the first line is not of type \"run\"");

        if (entry is not StepEntry { Step: var step })
            return;

        if (step.Step <= _step)
            throw new FormatException($"step {step.Step} after step {_step}: are these two runs in one file?");

        _step = step.Step;
        if (!IsParallel(step.LayerNorms) || !IsParallel(step.WeightGradientNorms) || !IsParallel(step.UpdateRatios) || !IsParallel(step.NonFiniteCounts))
            throw new FormatException($"step {step.Step} has not one number for each of the {_layers} layers");
    }

    private bool IsParallel<T>(ImmutableArray<T> values) => values.IsEmpty || values.Length == _layers;
}
