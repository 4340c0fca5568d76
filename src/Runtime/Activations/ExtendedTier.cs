using System.Collections.Immutable;
using GradGuard.Layers;
using GradGuard.Reading;
using GradGuard.Snapshots;
using GradGuard.Statistics;
using static TorchSharp.torch;

namespace GradGuard.Activations;

/// <summary>
/// What is measured in some sampled steps only: activations, by hooks that are armed for the step, and the exponents of its gradients.
/// </summary>
internal sealed class ExtendedTier : IDisposable
{
    private const int SilentPathsToName = 3;

    private readonly ActivationSchedule _schedule;
    private ActivationMeter? _meter;
    private ImmutableArray<ActivationStatistics> _activations = [];
    private ImmutableArray<ExponentHistogram> _exponents = [];
    private LayerCatalog? _exponentsOf;
    private long[][] _rows = [];
    private bool _isDue;
    private bool _areExponentsDue;
    private bool _hasToldSilence;

    private ExtendedTier(ActivationMeter? meter, ActivationSchedule schedule)
    {
        _meter = meter;
        _schedule = schedule;
    }

    /// <summary>The tier for a model as it is now: <paramref name="earlier"/>, unless modules have come or gone since.</summary>
    public static ExtendedTier Of(nn.Module model, LayerFilter filter, GradientGuardOptions options, ExtendedTier? earlier)
    {
        if (earlier is not null && (earlier._meter is null || earlier._meter.Hooks(model)))
            return earlier;

        earlier?.Dispose();
        var schedule = new ActivationSchedule(options.MeasureActivationsEvery);
        return new ExtendedTier(schedule.Every is null ? null : new ActivationMeter(model, filter.Watches, options.LayerBudget, options.TreatCpuAsDevice), schedule);
    }

    /// <summary>Before a step: arms the hooks if the sampled step of this number, from 1, is one to measure.</summary>
    public void Begin(long sampledStep)
    {
        _isDue = _areExponentsDue = _schedule.IsDue(sampledStep);
        if (_isDue)
            _meter?.Arm();
    }

    /// <summary>Counts the exponents of gradients that are held, if the step is one to measure: at its first reading, before anything is clipped.</summary>
    public void ReadExponents(GradientPass gradients, StepSnapshot snapshot)
    {
        if (!_areExponentsDue)
            return;

        _areExponentsDue = false;
        var layers = snapshot.Catalog.Layers.Length;
        if (_rows.Length != layers)
            _rows = [.. Enumerable.Range(0, layers).Select(_ => new long[ExponentHistogram.BinCount])];

        Array.ForEach(_rows, Array.Clear);
        gradients.CountExponents(snapshot.Catalog.LayerOfParameter, _rows);
        var histograms = ImmutableArray.CreateBuilder<ExponentHistogram>(layers);
        for (var layer = 0; layer < layers; layer++)
            histograms.Add(ToHistogram(_rows[layer], snapshot.LayerBuffer[layer].ZeroCount));

        _exponents = histograms.MoveToImmutable();
        _exponentsOf = snapshot.Catalog;
    }

    /// <summary>After a step: writes the latest results into the snapshot.</summary>
    /// <exception cref="InvalidOperationException">A hook failed; the hooks are off from then on.</exception>
    public void Complete(StepSnapshot snapshot)
    {
        snapshot.HasFreshActivations = _isDue && _meter is not null;
        if (snapshot.HasFreshActivations)
            _activations = _meter!.Collect();

        _isDue = false;
        snapshot.Activations = _activations;
        snapshot.Exponents = _exponentsOf == snapshot.Catalog ? _exponents : [];
        if (_meter?.Fault is not { } fault)
            return;

        _meter.Dispose();
        _meter = null;
        throw new InvalidOperationException($"Activations could not be measured, so they are left alone from now on: {fault.Message}", fault);
    }

    /// <summary>Once, which modules' hooks never run; null when there is nothing to say.</summary>
    public string? TellSilence()
    {
        if (_hasToldSilence || _meter?.SilentPaths() is not { Count: > 0 } silent)
            return null;

        _hasToldSilence = true;
        var more = silent.Count - SilentPathsToName;
        return $"the forward hooks on {string.Join(", ", silent.Take(SilentPathsToName))}{(more > 0 ? $" and {more} more" : "")} never ran, so their activations are not measured. "
            + "Hooks run only through call: in forward write layer.call(x) instead of layer.forward(x). Modules that forward does not use have nothing to measure.";
    }

    /// <summary>Leaves out forward passes until the result is disposed: those of a measurement are not the training's.</summary>
    public ActivationPause Pause() => new(_meter);

    public void Dispose() => _meter?.Dispose();

    private static ExponentHistogram ToHistogram(long[] row, long zeroCount)
    {
        row[0] -= zeroCount;
        return new ExponentHistogram([.. row], zeroCount);
    }
}
