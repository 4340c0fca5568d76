using GradGuard.Deep;
using GradGuard.Guarding;
using GradGuard.Snapshots;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard;

// The deep tier: costly measurements that are taken when they are asked for.
public sealed partial class GradientGuard
{
    private readonly List<NoiseScale> _noise = [];
    private DeepMeasurement? _deep;
    private long? _covarianceKeptAt;

    /// <summary>
    /// Measures how noisy the gradient is, from the gradients of micro-batches as the weights are now. The model's own gradients are left alone;
    /// buffers such as running means move as in any forward pass.
    /// </summary>
    /// <param name="microBatches">Micro-batches to take, from 2; 8 or more for a steady value.</param>
    /// <param name="samplesPerMicroBatch">Samples in each, from 1.</param>
    /// <param name="lossOf">The loss of the micro-batch of an index from 0, as a mean over its samples.</param>
    /// <returns>The measurement, whose average over up to ten is exported as <c>gradguard.gradient.noise_scale</c>; null where it failed, which is said.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public NoiseScale? MeasureNoiseScale(int microBatches, long samplesPerMicroBatch, Func<int, Tensor> lossOf)
    {
        ArgumentNullException.ThrowIfNull(lossOf);
        if (microBatches < 2)
            throw new ArgumentOutOfRangeException(nameof(microBatches), microBatches, "Give at least 2 micro-batches: noise is what differs between them.");

        if (samplesPerMicroBatch < 1)
            throw new ArgumentOutOfRangeException(nameof(samplesPerMicroBatch), samplesPerMicroBatch, "Give the number of samples in a micro-batch, from 1.");

        return Measured(parameters => NoiseMeasurement.Run(_watched.Catalog, parameters, microBatches, samplesPerMicroBatch, lossOf), noise =>
        {
            // Steady enough against the noise of one measurement, short enough to follow its growth over the training.
            if (_noise.Count == 10)
                _noise.RemoveAt(0);

            _noise.Add(noise);
            _metrics.NoiseScale = NoiseScale.Average(_noise) ?? double.NaN;
            _deep = PendingDeep with { Noise = noise with { Covariance = noise.Covariance.Thinned(DeepMeasurement.MostLayers) } };
        });
    }

    /// <summary>Measures the sharpest curvature of the loss as the weights are now, by power iteration on Hessian-vector products.</summary>
    /// <param name="loss">Computes the loss of one batch; called once.</param>
    /// <param name="mostIterations">The most products, each the cost of two backward passes; from 1.</param>
    /// <param name="tolerance">Relative change of the value that ends the iteration, above 0.</param>
    /// <returns>The measurement, exported as <c>gradguard.hessian.top_eigenvalue</c>; null where it failed, which is said.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public HessianEigenvalue? MeasureTopHessianEigenvalue(Func<Tensor> loss, int mostIterations = 100, double tolerance = 1e-3)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (mostIterations < 1)
            throw new ArgumentOutOfRangeException(nameof(mostIterations), mostIterations, "Give at least 1 iteration; 100 is usual.");

        if (!(tolerance > 0))
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "Give a tolerance above 0, such as 1e-3.");

        return Measured(parameters => HessianPowerIteration.Run(parameters, loss, mostIterations, tolerance), eigenvalue =>
        {
            _metrics.TopEigenvalue = eigenvalue.Value;
            _deep = PendingDeep with { Curvature = eigenvalue };
        });
    }

    /// <summary>
    /// How the layers' gradient norms varied together over the last sampled steps, 100 at most; null before the second. The run log and the
    /// report keep what is asked for, of windows that do not overlap.
    /// </summary>
    public LayerCovariance? RecentCovariance()
    {
        lock (_gate)
        {
            var norms = _watched.RecentNorms;
            if (norms.Count < 2)
                return null;

            var covariance = LayerCovariance.Of([.. Layers.Select(layer => layer.Path)], norms.Steps());
            if (_state == GuardState.Active && (_covarianceKeptAt is not { } kept || _steps - kept >= RecentNorms.Window * _options.SampleEvery))
            {
                _deep = PendingDeep with { Covariance = covariance.Thinned(DeepMeasurement.MostLayers) };
                _covarianceKeptAt = _steps;
            }

            return covariance;
        }
    }

    private DeepMeasurement PendingDeep => (_deep ?? new DeepMeasurement(_steps, null, null, null)) with { Step = _steps };

    // Once it stands in the log it stands in the history, so that both tell the same.
    private void KeepDeep()
    {
        _history.Deep.Add(_deep);
        _deep = null;
    }

    private T? Measured<T>(Func<IReadOnlyList<Parameter>, T> measure, Action<T> keep)
        where T : class
    {
        lock (_gate)
        {
            if (_state != GuardState.Active)
                return null;

            try
            {
                using var pause = _watched.Extended.Pause();
                _watched.Refresh();
                var result = measure([.. _watched.Parameters]);
                keep(result);
                return result;
            }
            catch (Exception exception)
            {
                Contain(exception);
                return null;
            }
        }
    }
}
