using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.Deep;

/// <summary>
/// The largest singular value of a weight by power iteration on WᵀW; a kernel counts as the matrix of its output channels by all else, as in
/// spectral normalization (Miyato et al. 2018, section 2.1).
/// </summary>
internal static class SpectralNorm
{
    private const int MostIterations = 200;
    private const double Tolerance = 1e-5;
    private const ulong Seed = 1;

    /// <param name="weight">Of two dimensions or more.</param>
    public static double Of(Tensor weight)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        using var generator = new Generator(Seed);
        var matrix = weight.detach().cpu().to_type(weight.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32).flatten(1);
        if (matrix.NumberOfElements == 0)
            return 0;

        var vector = randn(matrix.shape[1], matrix.dtype, generator: generator);
        var value = 0.0;
        for (var i = 0; i < MostIterations; i++)
        {
            using var iteration = NewDisposeScope();
            var image = matrix.mv(vector.div(vector.norm()));
            vector = matrix.t().mv(image).MoveToOuterDisposeScope();
            var earlier = value;
            value = image.norm().ToDouble();
            if (value == 0 || !double.IsFinite(value) || Math.Abs(value - earlier) <= Tolerance * value)
                break;
        }

        return value;
    }
}
