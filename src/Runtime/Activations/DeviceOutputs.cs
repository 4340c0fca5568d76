using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Activations;

/// <summary>
/// The outputs of one module on a device that is not the CPU, or of another type than float32, reduced by tensor operations to a few numbers and
/// one per unit, which stay on the device until the step ends.
/// </summary>
internal sealed class DeviceOutputs : IDisposable
{
    private Tensor? _sums;
    private Tensor? _largest;

    /// <summary>The sums that <see cref="ActivationProbe"/> keeps, null when nothing was reduced.</summary>
    public Tensor? Sums => _sums;

    /// <summary>The largest magnitude of each unit; null where that was not asked for.</summary>
    public Tensor? Largest => _largest;

    /// <summary>Reduces an output.</summary>
    /// <param name="output">The output; not kept.</param>
    /// <param name="low">Outputs at or below count as saturated.</param>
    /// <param name="high">Outputs at or above count as saturated.</param>
    /// <param name="unitDimension">The dimension that counts units, which has the same size at every call; null for no units.</param>
    public void Add(Tensor output, double low, double high, int? unitDimension)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var wide = output.device_type == DeviceType.MPS ? ScalarType.Float32 : ScalarType.Float64;
        var values = output.dtype is ScalarType.Float32 or ScalarType.Float64 ? output.detach() : output.detach().to_type(ScalarType.Float32);
        var magnitudes = values.abs();
        var sums = stack(
        [
            values.sum(wide),
            values.square().sum(wide),
            magnitudes.le(ActivationShape.NearZero).sum().to_type(wide),
            values.le(low).logical_or(values.ge(high)).sum().to_type(wide),
        ]);
        Keep(ref _sums, _sums is null ? sums : _sums.add(sums));
        if (unitDimension is not { } units)
            return;

        var others = Enumerable.Range(0, (int)magnitudes.ndim).Where(dimension => dimension != units).Select(dimension => (long)dimension).ToArray();
        var largest = (others.Length == 0 ? magnitudes : magnitudes.amax(others)).to_type(wide);
        Keep(ref _largest, _largest is null ? largest : _largest.maximum(largest));
    }

    /// <summary>Drops <see cref="Largest"/>: the units of later calls are others.</summary>
    public void ForgetUnits()
    {
        _largest?.Dispose();
        _largest = null;
    }

    public void Dispose()
    {
        ForgetUnits();
        _sums?.Dispose();
        _sums = null;
    }

    // A training loop's dispose scope may end before the step does.
    private static void Keep(ref Tensor? kept, Tensor value)
    {
        var earlier = kept;
        kept = value.DetachFromDisposeScope();
        earlier?.Dispose();
    }
}
