using System.Runtime.InteropServices;
using GradGuard.Reading;
using GradGuard.Statistics;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Activations;

/// <summary>
/// One module's output, reduced while it exists: <c>Sequential</c> disposes intermediate results at once, so only a few numbers and one
/// per unit are kept. Calls in one step add up, as in gradient accumulation or for a module used twice.
/// </summary>
internal sealed class ActivationProbe(string path, string moduleType, ActivationShape? shape, bool treatCpuAsDevice) : IDisposable
{
    /// <summary>Sum, sum of squares, outputs near zero and saturated outputs.</summary>
    public const int SumCount = 4;

    /// <summary>
    /// Calls of a module measured in one step. An unrolled recurrence makes more, and so does a program that goes on to use the model
    /// without another step.
    /// </summary>
    public const int MostCalls = 32;

    private readonly double _low = shape?.FlatBelow ?? double.NegativeInfinity;
    private readonly double _high = shape?.FlatAbove ?? double.PositiveInfinity;
    private readonly UnitWindow _units = new();
    private readonly double[] _sums = new double[SumCount];
    private float[] _largest = [];
    private bool _hasUnits;
    private long _elements;
    private int _calls;

    public string Path => path;

    /// <summary>Whether the hook ever ran.</summary>
    public bool HasRun { get; set; }

    /// <summary>Whether something was measured since the last <see cref="Conclude"/>.</summary>
    public bool IsPending => _elements > 0;

    /// <summary>Path of the weight layer that ran last before the module.</summary>
    public string LayerBefore { get; set; } = "";

    /// <summary>When in the step it ran last, counting calls.</summary>
    public int Order { get; set; }

    /// <summary>What lies on another device.</summary>
    public DeviceOutputs OnDevice { get; } = new();

    /// <summary>Reduces an output.</summary>
    /// <param name="output">Of any shape with a batch first; not kept.</param>
    /// <param name="unitDimension">The dimension that counts units.</param>
    public void Observe(Tensor output, int unitDimension)
    {
        if (_calls == MostCalls || output.NumberOfElements == 0 || !output.is_floating_point())
            return;

        _calls++;

        SettleUnits(output, unitDimension);
        _elements += output.NumberOfElements;
        if (treatCpuAsDevice || output.device_type != DeviceType.CPU || output.dtype != ScalarType.Float32 || !TensorFormats.IsReadableInPlace(output))
        {
            OnDevice.Add(output, _low, _high, _hasUnits ? unitDimension : null);
            return;
        }

        var elements = MemoryMarshal.Cast<byte, float>(output.bytes);
        ActivationKernel.Sum(elements, (float)ActivationShape.NearZero, (float)_low, (float)_high, _sums);
        if (_hasUnits)
            ActivationKernel.RaiseToLargest(elements, Inner(output.shape, unitDimension), _largest);
    }

    /// <summary>Turns what was kept into statistics and forgets it.</summary>
    /// <param name="sums">The values of <see cref="OnDevice"/>, empty where there are none.</param>
    /// <param name="largest">Its largest magnitudes, empty where there are none.</param>
    /// <param name="isOutput">Whether no weight layer ran after the module.</param>
    public ActivationStatistics Conclude(ReadOnlySpan<double> sums, ReadOnlySpan<double> largest, bool isOutput)
    {
        for (var i = 0; i < sums.Length; i++)
            _sums[i] += sums[i];

        if (_hasUnits)
        {
            for (var unit = 0; unit < largest.Length; unit++)
                _largest[unit] = Math.Max(_largest[unit], (float)largest[unit]);

            _units.Add(_largest, _elements / _largest.Length);
        }

        var mean = _sums[0] / _elements;
        var statistics = new ActivationStatistics(
            path,
            moduleType,
            LayerBefore,
            isOutput,
            mean,
            Math.Sqrt(Math.Max(0, (_sums[1] / _elements) - (mean * mean))),
            _sums[2] / _elements,
            shape?.CanSaturate == true ? _sums[3] / _elements : null,
            _hasUnits ? _units.DeadShare : null,
            _hasUnits ? _units.UnitCount : 0,
            Math.Max(1, _units.StepCount),
            _hasUnits ? _units.OutputsPerUnit : 0);
        Dispose();
        return statistics;
    }

    public void Dispose()
    {
        OnDevice.Dispose();
        Array.Clear(_sums);
        _largest = [];
        _elements = 0;
        _calls = 0;
    }

    // A module that is used at two places of different width has no units of its own.
    private void SettleUnits(Tensor output, int unitDimension)
    {
        var count = shape?.CanDie == true && output.ndim >= 2 && unitDimension < output.ndim ? (int)output.shape[unitDimension] : 0;
        if (_elements == 0)
        {
            _hasUnits = count > 0;
            _largest = _hasUnits ? new float[count] : [];
        }
        else if (count != _largest.Length)
        {
            _hasUnits = false;
            _largest = [];
            OnDevice.ForgetUnits();
        }
    }

    private static int Inner(long[] sizes, int unitDimension)
    {
        var inner = 1;
        for (var dimension = unitDimension + 1; dimension < sizes.Length; dimension++)
            inner *= (int)sizes[dimension];

        return inner;
    }
}
