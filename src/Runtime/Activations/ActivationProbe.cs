using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Activations;

/// <summary>
/// One module's output, reduced while it exists: <c>Sequential</c> disposes intermediate results at once, so only a few numbers and one
/// per unit are kept, where the output is. Calls in one step add up, as in gradient accumulation or for a module used twice.
/// </summary>
internal sealed class ActivationProbe(string path, string moduleType, ActivationShape? shape) : IDisposable
{
    /// <summary>Sum, sum of squares, outputs near zero and saturated outputs.</summary>
    public const int ScalarCount = 4;

    private readonly UnitWindow _units = new();
    private Tensor? _scalars;
    private Tensor? _largest;
    private bool _hasUnits = true;
    private long _elements;

    public string Path => path;

    /// <summary>Whether the hook ever ran.</summary>
    public bool HasRun { get; set; }

    /// <summary>Whether something was measured since the last <see cref="Conclude"/>.</summary>
    public bool IsPending => _scalars is not null;

    /// <summary>Path of the weight layer that ran last before the module.</summary>
    public string LayerBefore { get; set; } = "";

    /// <summary>When in the step it ran last, counting calls.</summary>
    public int Order { get; set; }

    /// <summary>Four numbers, on the output's device.</summary>
    public Tensor Scalars => _scalars!;

    /// <summary>The largest magnitude of each unit, on the output's device; null where units make no sense.</summary>
    public Tensor? LargestOfUnits => _hasUnits ? _largest : null;

    /// <summary>Reduces an output.</summary>
    /// <param name="output">Of any shape with a batch first; not kept.</param>
    /// <param name="unitDimension">The dimension that counts units.</param>
    public void Observe(Tensor output, int unitDimension)
    {
        if (output.NumberOfElements == 0 || !output.is_floating_point())
            return;

        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var wide = output.device_type == DeviceType.MPS ? ScalarType.Float32 : ScalarType.Float64;
        var values = output.dtype is ScalarType.Float32 or ScalarType.Float64 ? output.detach() : output.detach().to_type(ScalarType.Float32);
        var magnitudes = values.abs();
        var scalars = stack(
        [
            values.sum(wide),
            values.square().sum(wide),
            magnitudes.le(ActivationShape.NearZero).sum().to_type(wide),
            Saturated(values)?.sum().to_type(wide) ?? zeros(1, wide, values.device)[0],
        ]);
        _elements += values.NumberOfElements;
        Keep(ref _scalars, _scalars is null ? scalars : _scalars.add(scalars));
        if (shape?.CanDie == true)
            KeepLargest(magnitudes, unitDimension, wide);
    }

    /// <summary>Turns what was kept, now on the host, into statistics and forgets it.</summary>
    /// <param name="scalars">The values of <see cref="Scalars"/>.</param>
    /// <param name="largest">The values of <see cref="LargestOfUnits"/>, empty where that is null.</param>
    /// <param name="isOutput">Whether no weight layer ran after the module.</param>
    public ActivationStatistics Conclude(ReadOnlySpan<double> scalars, ReadOnlySpan<double> largest, bool isOutput)
    {
        var mean = scalars[0] / _elements;
        var deviation = Math.Sqrt(Math.Max(0, (scalars[1] / _elements) - (mean * mean)));
        if (!largest.IsEmpty)
            _units.Add(largest);

        var statistics = new ActivationStatistics(
            path,
            moduleType,
            LayerBefore,
            isOutput,
            mean,
            deviation,
            scalars[2] / _elements,
            shape?.CanSaturate == true ? scalars[3] / _elements : null,
            largest.IsEmpty ? null : _units.DeadShare,
            largest.Length,
            Math.Max(1, _units.StepCount));
        Dispose();
        return statistics;
    }

    public void Dispose()
    {
        _scalars?.Dispose();
        _largest?.Dispose();
        _scalars = _largest = null;
        _hasUnits = true;
        _elements = 0;
    }

    private Tensor? Saturated(Tensor values) => shape switch
    {
        { FlatBelow: { } below, FlatAbove: { } above } => values.le(below).logical_or(values.ge(above)),
        { FlatAbove: { } above } => values.ge(above),
        _ => null,
    };

    private void KeepLargest(Tensor magnitudes, int unitDimension, ScalarType type)
    {
        if (magnitudes.ndim < 2 || unitDimension >= magnitudes.ndim)
        {
            _hasUnits = false;
            return;
        }

        var others = Enumerable.Range(0, (int)magnitudes.ndim).Where(dimension => dimension != unitDimension).Select(dimension => (long)dimension).ToArray();
        var largest = magnitudes.amax(others).to_type(type);

        // A module that is used at two places of different width has no units of its own.
        if (_largest is not null && _largest.NumberOfElements != largest.NumberOfElements)
            _hasUnits = false;
        else
            Keep(ref _largest, _largest is null ? largest : _largest.maximum(largest));
    }

    // A training loop's dispose scope may end before the step does.
    private static void Keep(ref Tensor? kept, Tensor value)
    {
        var earlier = kept;
        kept = value.DetachFromDisposeScope();
        earlier?.Dispose();
    }
}
