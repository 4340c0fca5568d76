using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Deep;

/// <summary>
/// Power iteration on Hessian-vector products: H v is the gradient of (∇L · v), so the Hessian is never formed (Pearlmutter 1994, "Fast
/// exact multiplication by the Hessian").
/// </summary>
internal sealed class HessianPowerIteration
{
    private const ulong Seed = 1;

    // Part of the random direction that stays in the shifted iteration's, for curvatures of exactly 0 that may be the top one.
    private const double RandomPart = 0.1;

    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Tensor _loss;
    private readonly int _mostIterations;
    private readonly double _tolerance;
    private int _iterations;

    private HessianPowerIteration(IReadOnlyList<Parameter> parameters, Tensor loss, int mostIterations, double tolerance)
    {
        _parameters = parameters;
        _loss = loss;
        _mostIterations = mostIterations;
        _tolerance = tolerance;
    }

    /// <summary>Measures.</summary>
    /// <param name="parameters">What to differentiate by, from one.</param>
    /// <param name="loss">The loss of one batch.</param>
    /// <param name="mostIterations">The most products for either of the two eigenvalues, from 1.</param>
    /// <param name="tolerance">Relative change of the value that ends the iteration, above 0.</param>
    public static HessianEigenvalue Run(IReadOnlyList<Parameter> parameters, Func<Tensor> loss, int mostIterations, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var grad = enable_grad();
        var iteration = new HessianPowerIteration(parameters, loss(), mostIterations, tolerance);
        using var gradient = GradientVector.Of(iteration._loss, parameters, retainGraph: true, createGraph: true);
        var (dominant, length, converged) = iteration.Dominant(gradient, shift: 0);
        if (dominant >= 0 && converged)
            return new HessianEigenvalue(dominant, dominant, iteration._iterations, converged);

        // The loss curves down most, or up and down alike: shifted by that much, no eigenvalue is below 0 and the top one is the largest.
        var (shifted, _, alsoConverged) = iteration.Dominant(gradient, shift: length);
        return new HessianEigenvalue(shifted - length, Math.Abs(shifted - length) > Math.Abs(dominant) ? shifted - length : dominant, iteration._iterations, alsoConverged);
    }

    private (double Value, double Length, bool Converged) Dominant(GradientVector gradient, double shift)
    {
        var direction = GradientVector.Random(_parameters, Seed);
        try
        {
            if (shift != 0)
                Sharpen(gradient, ref direction);

            var value = double.NaN;
            var length = double.NaN;
            for (var i = 0; i < _mostIterations; i++)
            {
                var product = Multiply(gradient, direction);
                if (shift != 0)
                    product.Add(direction, shift);

                var earlier = value;
                value = product.Dot(direction);
                length = product.Norm;
                direction.Dispose();
                direction = product;
                _iterations++;
                if (length == 0 || !double.IsFinite(length))
                    return (value, length, length == 0);

                // What the Rayleigh quotient of an eigenvector lacks in length shows how far from one it still is.
                if (Math.Abs(value - earlier) <= _tolerance * Math.Abs(value) && Math.Abs(value) >= (1 - Math.Sqrt(_tolerance)) * length)
                    return (value, length, true);

                product.Scale(1 / length);
            }

            return (value, length, false);
        }
        finally
        {
            direction.Dispose();
        }
    }

    // Nearly all curvatures of a network are about 0, so the shift is nearly an eigenvalue of a direction at random, and the iteration would
    // end with the first product. Two products without the shift leave little of those directions.
    private void Sharpen(GradientVector gradient, ref GradientVector direction)
    {
        using var once = Multiply(gradient, direction);
        var twice = Multiply(gradient, once);
        _iterations += 2;
        if (!double.IsFinite(twice.Norm) || twice.Norm == 0)
        {
            twice.Dispose();
            return;
        }

        twice.Scale(1 / twice.Norm);
        twice.Add(direction, RandomPart);
        twice.Scale(1 / twice.Norm);
        direction.Dispose();
        direction = twice;
    }

    private GradientVector Multiply(GradientVector gradient, GradientVector direction)
    {
        using var scope = NewDisposeScope();
        var products = gradient.Parts.Zip(direction.Parts).Where(pair => pair.First.requires_grad).Select(pair => pair.First.mul(pair.Second).sum()).ToList();
        if (products.Count == 0)
            return GradientVector.Zero(_parameters);

        var along = products.Aggregate((sum, product) => sum.add(product));
        return GradientVector.Of(along, _parameters, retainGraph: true);
    }
}
