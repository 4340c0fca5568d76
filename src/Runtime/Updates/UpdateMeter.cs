using GradGuard.Layers;
using GradGuard.Snapshots;
using TorchSharp.Modules;

namespace GradGuard.Updates;

/// <summary>
/// How far each layer's weights move in a step, relative to their size: ‖Δw‖ / ‖w‖, exactly, from a copy of the weights that is taken
/// before a step and dropped after it. Large models are copied a part at a time, another part at each measurement; of small ones the memory,
/// not the copy, is kept for the next time.
/// </summary>
internal sealed class UpdateMeter : IDisposable
{
    /// <summary>Most bytes copied at a time.</summary>
    public const long CopyBudgetBytes = 256L << 20;

    /// <summary>
    /// Most bytes that stay allocated between measurements. The operating system hands out memory zeroed and page by page, which for a
    /// megabyte takes longer than copying it and comparing it do together.
    /// </summary>
    public const long KeptBytes = 16L << 20;

    // Dense at first, when a wrong optimizer or learning rate shows; then often enough for a curve.
    private const int EarlySamples = 5;

    /// <summary>
    /// Steps that a copy is held for while no weight moves at all: gradient accumulation steps the optimizer once in several calls.
    /// </summary>
    public const int MostStepsHeld = 32;

    private readonly LayerCatalog _catalog;
    private readonly int _every;
    private readonly WeightCopy?[] _copies;
    private readonly double[] _updateSums;
    private readonly double[] _weightSums;
    private readonly bool[] _isMeasured;
    private long _copiedBytes;
    private int _nextLayer;
    private int _stepsHeld;
    private bool _isPending;

    public UpdateMeter(LayerCatalog catalog, int every)
    {
        _catalog = catalog;
        _every = every;
        _copies = new WeightCopy?[catalog.Parameters.Length];
        _updateSums = new double[catalog.Layers.Length];
        _weightSums = new double[catalog.Layers.Length];
        _isMeasured = new bool[catalog.Layers.Length];
        Ratios = new double[catalog.Layers.Length];
        WeightNorms = new double[catalog.Layers.Length];
        Array.Fill(Ratios, double.NaN);
        Array.Fill(WeightNorms, double.NaN);
    }

    /// <summary>Latest ‖Δw‖ / ‖w‖ of each layer, NaN before its first measurement.</summary>
    public double[] Ratios { get; }

    /// <summary>Latest ‖w‖ of each layer, NaN before its first measurement.</summary>
    public double[] WeightNorms { get; }

    /// <summary>Whether the next sampled step is one to measure, <paramref name="sampledSteps"/> having passed.</summary>
    public bool IsDue(long sampledSteps) => !_isPending && (sampledSteps <= EarlySamples || sampledSteps % _every == 0);

    /// <summary>Copies the weights before a step.</summary>
    public void Begin(ReadOnlySpan<Parameter> parameters)
    {
        var layerOf = _catalog.LayerOfParameter;
        var bytes = 0L;
        Array.Clear(_isMeasured);
        for (var tried = 0; tried < _isMeasured.Length; tried++)
        {
            var layer = (_nextLayer + tried) % _isMeasured.Length;
            bytes += _catalog.Layers[layer].ElementCount * sizeof(float);
            if (tried > 0 && bytes > CopyBudgetBytes)
            {
                _nextLayer = layer;
                break;
            }

            _isMeasured[layer] = true;
        }

        for (var i = 0; i < parameters.Length; i++)
            if (_isMeasured[layerOf[i]])
                (_copies[i] ??= new WeightCopy()).Take(parameters[i]);

        _copiedBytes = bytes;
        _isPending = true;
        _stepsHeld = 0;
    }

    /// <summary>Compares the weights after the step with the copies, drops those, and writes the latest results into the snapshot.</summary>
    public void Complete(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot)
    {
        snapshot.HasFreshUpdates = false;
        if (_isPending)
        {
            Compare(parameters);
            _isPending = ++_stepsHeld < MostStepsHeld && !HasAnyMoved();
            snapshot.HasFreshUpdates = !_isPending;
            if (!_isPending)
                Conclude();
        }

        Ratios.CopyTo(snapshot.UpdateRatioBuffer, 0);
        WeightNorms.CopyTo(snapshot.WeightNormBuffer, 0);
    }

    /// <summary>Gives up a measurement that has begun.</summary>
    public void Forget()
    {
        _isPending = false;
        Drop();
    }

    public void Dispose()
    {
        foreach (var copy in _copies)
            copy?.Dispose();
    }

    private void Conclude()
    {
        for (var layer = 0; layer < _isMeasured.Length; layer++)
            if (_isMeasured[layer])
            {
                WeightNorms[layer] = Math.Sqrt(_weightSums[layer]);
                Ratios[layer] = Math.Sqrt(_updateSums[layer] / _weightSums[layer]);
            }

        Drop();
    }

    private void Drop()
    {
        if (_copiedBytes > KeptBytes)
        {
            Dispose();
            return;
        }

        foreach (var copy in _copies)
            copy?.Drop();
    }

    private bool HasAnyMoved()
    {
        for (var layer = 0; layer < _isMeasured.Length; layer++)
            if (_isMeasured[layer] && _updateSums[layer] != 0)
                return true;

        return false;
    }

    private void Compare(ReadOnlySpan<Parameter> parameters)
    {
        var layerOf = _catalog.LayerOfParameter;
        Array.Clear(_updateSums);
        Array.Clear(_weightSums);
        for (var i = 0; i < parameters.Length; i++)
        {
            var layer = layerOf[i];
            if (!_isMeasured[layer] || _copies[i] is not { } copy)
                continue;

            if (copy.Compare(parameters[i]) is var (ofUpdate, ofWeight))
            {
                _updateSums[layer] += ofUpdate;
                _weightSums[layer] += ofWeight;
            }
            else
            {
                _isMeasured[layer] = false;
            }
        }
    }
}
