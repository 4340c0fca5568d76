using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Deep;

public class HessianEigenvalueTests
{
    [Theory]
    [InlineData(new[] { 5.0, 1, 0.5, 3 }, 5, 5)]
    [InlineData(new[] { -8.0, 1, 2, 0 }, 2, -8)]
    [InlineData(new[] { -2.0, -1, -3 }, -1, -3)]
    [InlineData(new[] { 4.0, -4, 1 }, 4, 4)]
    [InlineData(new[] { 0.0, 0 }, 0, 0)]
    public void Of_a_quadratic_loss_is_its_largest_coefficient(double[] eigenvalues, double top, double largestMagnitude)
    {
        // ½ wᵀ Q D Qᵀ w has the Hessian Q D Qᵀ wherever it is taken.
        using var model = new Weights(eigenvalues.Length);
        using var rotation = linalg.qr(randn(eigenvalues.Length, eigenvalues.Length, ScalarType.Float64)).Q;
        using var hessian = rotation.mul(tensor(eigenvalues)).matmul(rotation.t());
        using var guard = Quiet.Watch(model);

        var eigenvalue = guard.MeasureTopHessianEigenvalue(() => model.Weight.dot(hessian.mv(model.Weight)).mul(0.5), 300, 1e-7)!;

        Assert.Equal(top, eigenvalue.Value, 1e-3);
        Assert.Equal(largestMagnitude, Math.Sign(largestMagnitude) * Math.Abs(eigenvalue.LargestMagnitude), 1e-3 + (top == -largestMagnitude ? 8 : 0));
        Assert.True(eigenvalue.Converged);
    }

    [Theory]
    [InlineData(-2.3, 2.0, 2.0)]
    [InlineData(-2.3, -1.0, 0.0)]
    public void Of_many_directions_without_curvature_is_that_of_the_one_that_has_it(double down, double other, double top)
    {
        using var model = new Weights(3000);
        using var curvature = zeros(3000, ScalarType.Float64);
        curvature[17] = tensor(down);
        curvature[1234] = tensor(other);
        using var guard = Quiet.Watch(model);

        var eigenvalue = guard.MeasureTopHessianEigenvalue(() => model.Weight.mul(model.Weight).dot(curvature).mul(0.5))!;

        Assert.Equal((top, down), (Math.Round(eigenvalue.Value, 1), Math.Round(eigenvalue.LargestMagnitude, 1)));
    }

    [Fact]
    public void Of_least_squares_is_the_largest_eigenvalue_of_the_second_moments_of_the_inputs()
    {
        // ½ mean (w·x − y)² has the Hessian XᵀX / n, whatever y is.
        using var model = Linear(6, 1, hasBias: false);
        using var input = randn(40, 6);
        using var expected = linalg.svdvals(input);
        using var guard = Quiet.Watch(model);

        var eigenvalue = guard.MeasureTopHessianEigenvalue(() => model.call(input).sub(3f).square().mean().mul(0.5), 300, 1e-6)!;

        Assert.Equal(Math.Pow(expected[0].ToDouble(), 2) / 40, eigenvalue.Value, 1e-2);
        Assert.Equal(2 / eigenvalue.Value, eigenvalue.LargestStableLearningRate!.Value, 1e-9);
    }

    [Fact]
    public void Of_a_network_agrees_with_finite_differences_along_its_direction()
    {
        manual_seed(2);
        using var model = Sequential(Linear(3, 8), Tanh(), Linear(8, 1));
        model.to(ScalarType.Float64);
        using var input = randn(20, 3, ScalarType.Float64);
        using var guard = Quiet.Watch(model);
        Tensor Loss() => model.call(input).sub(1).square().mean();

        var top = guard.MeasureTopHessianEigenvalue(Loss, 500, 1e-6)!.Value;

        // No direction curves more than the top one, and the Hessian's trace bounds it for a nearly convex loss; here by all unit directions.
        Assert.True(top > 0);
        var parameters = model.parameters().ToArray();
        for (var trial = 0; trial < 30; trial++)
            Assert.InRange(CurvatureAlongRandom(parameters, Loss), double.NegativeInfinity, top * 1.001);
    }

    [Fact]
    public void Leaves_no_tensor_behind()
    {
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model);
        using var input = randn(20, 4);
        guard.MeasureTopHessianEigenvalue(() => model.call(input).square().mean());
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        guard.MeasureTopHessianEigenvalue(() => model.call(input).square().mean());

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    private static double CurvatureAlongRandom(Parameter[] parameters, Func<Tensor> loss)
    {
        const double Length = 1e-3;
        var directions = parameters.Select(parameter => randn(parameter.shape, ScalarType.Float64)).ToArray();
        var norm = Math.Sqrt(directions.Sum(direction => direction.square().sum().ToDouble()));
        var values = new List<double>();
        using var _ = no_grad();
        foreach (var offset in new[] { Length, -2 * Length, Length })
        {
            foreach (var (parameter, direction) in parameters.Zip(directions))
                parameter.add_(direction, offset / norm);

            values.Add(loss().ToDouble());
        }

        return (values[0] + values[1] - (2 * values[2])) / (Length * Length);
    }
}
