using System.Collections.Immutable;
using GradGuard.RunLog;
using GradGuard.Snapshots;

namespace GradGuard.Reports.History;

internal sealed partial class RunHistory
{
    /// <summary>Adds a measured step of a live guard.</summary>
    public void Add(StepSnapshot snapshot, double elapsed, double monitorSeconds)
    {
        if (_catalog != snapshot.Catalog)
        {
            _catalog = snapshot.Catalog;
            SetLayers([.. _catalog.Layers.Select(layer => new LayerRecord(layer.Path, layer.ModuleType, layer.ElementCount, layer.HasWeight))]);
        }

        Begin(snapshot.Step, elapsed, monitorSeconds);
        if (snapshot.Loss is { } loss)
            Loss.Add(snapshot.Step, loss);

        AddGlobal(snapshot.GlobalNormPreClip, snapshot.ClipRequested ? snapshot.GlobalNormPostClip : null, snapshot.ClipThreshold, snapshot.FlowRatio);
        var count = snapshot.LayerBuffer.Length;
        for (var i = 0; i < count; i++)
        {
            _scratch[i] = snapshot.LayerBuffer[i].Norm;
            NonFinite[i] += snapshot.LayerBuffer[i].NonFiniteCount;
        }

        AddNorms(count);
        InitialNorms.Add(snapshot.WeightGradientNormBuffer, snapshot.NonFiniteCount > 0);
        if (snapshot.HasFreshActivations)
            Activations.Add(snapshot.Step, [.. snapshot.Activations.Select(ActivationRecord.Of)]);

        if (!snapshot.HasFreshUpdates)
            return;

        for (var i = 0; i < count; i++)
            _scratch[i] = double.IsFinite(snapshot.UpdateRatioBuffer[i]) ? snapshot.UpdateRatioBuffer[i] : LayerHistory.Absent;

        Updates.Add(_lastStep, _scratch.AsSpan(0, count));
    }

    /// <summary>Adds a step of a run log.</summary>
    public void Add(StepRecord step)
    {
        Begin(step.Step, step.Elapsed ?? 0, step.MonitorSeconds ?? 0);
        if (step.Loss is not null || step.IsLossNonFinite)
            Loss.Add(step.Step, step.Loss ?? double.NaN);

        // A norm that was not finite is null after clipping too, like one that was never clipped: the threshold tells them apart.
        var postClip = step.GlobalNormPostClip ?? (step.ClipThreshold is null ? null : double.NaN);
        AddGlobal(step.GlobalNormPreClip ?? double.NaN, postClip, step.ClipThreshold, step.FlowRatio);
        for (var i = 0; i < step.NonFiniteCounts.Length; i++)
            NonFinite[i] += step.NonFiniteCounts[i];

        if (!step.LayerNorms.IsEmpty)
        {
            Copy(step.LayerNorms, missing: double.NaN);
            AddNorms(step.LayerNorms.Length);
        }

        if (!step.WeightGradientNorms.IsEmpty)
        {
            Copy(step.WeightGradientNorms, missing: double.NaN);
            InitialNorms.Add(_scratch.AsSpan(0, step.WeightGradientNorms.Length), !step.NonFiniteCounts.IsEmpty);
        }

        if (!step.UpdateRatios.IsEmpty)
        {
            Copy(step.UpdateRatios, missing: LayerHistory.Absent);
            Updates.Add(step.Step, _scratch.AsSpan(0, step.UpdateRatios.Length));
        }

        if (!step.Activations.IsEmpty)
            Activations.Add(step.Step, step.Activations);

        Deep.Add(step.Deep);
    }

    private void Begin(long step, double elapsed, double monitorSeconds)
    {
        // The monitor's time is known up to the step before: it belongs to the steps since the last one seen.
        if (_lastStep > 0 && monitorSeconds > 0)
            StepCost.Add(_lastStep, Math.Max(0, monitorSeconds - _monitorSeconds) / (step - _lastStep));

        (_lastStep, Elapsed, _monitorSeconds) = (step, elapsed, monitorSeconds);
        SampledSteps++;
    }

    private void AddGlobal(double preClip, double? postClip, double? threshold, double? flowRatio)
    {
        NormPreClip.Add(_lastStep, preClip);
        Span<double> row = stackalloc double[ClipRow] { preClip };
        GlobalNorm.Add(_lastStep, row);
        if (postClip is { } clipped)
        {
            NormPostClip.Add(_lastStep, clipped);
            ClipRequests++;
            if (clipped < preClip)
                ClippedSteps++;
        }

        if (threshold is { } limit)
            ClipThreshold.Add(_lastStep, limit);

        if (flowRatio is { } ratio)
            FlowRatio.Add(_lastStep, ratio);
    }

    private void AddNorms(int count)
    {
        var norms = _scratch.AsSpan(0, count);
        Norms.Add(_lastStep, norms);
        if (First.Step == 0)
            First = (_lastStep, WithAbsent(norms, Layers.Length));

        if (Last.Norms.Length != Layers.Length)
            Last = (0, new double[Layers.Length]);

        norms.CopyTo(Last.Norms);
        Array.Fill(Last.Norms, LayerHistory.Absent, count, Layers.Length - count);
        Last = (_lastStep, Last.Norms);
    }

    private void Copy(ImmutableArray<double?> values, double missing)
    {
        for (var i = 0; i < values.Length; i++)
            _scratch[i] = values[i] ?? missing;
    }
}
