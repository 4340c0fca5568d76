using GradGuard.Layers;
using GradGuard.Reading;
using GradGuard.Snapshots;
using GradGuard.Statistics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Reading;

public class GradientPassTests
{
    public static TheoryData<ScalarType> Types() => [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_floating_type_reads_the_same_in_place_and_by_tensor_operations(ScalarType type)
    {
        using var gradient = randn(37, 11).mul(1e-3f).to_type(type);
        gradient[0] = 0f;

        var inPlace = Read(gradient, treatCpuAsDevice: false);
        var byOperations = Read(gradient, treatCpuAsDevice: true);

        Assert.Equal(407, inPlace.ElementCount);
        Assert.Equal(inPlace with { SumOfSquares = 0 }, byOperations with { SumOfSquares = 0 });
        Assert.Equal(inPlace.SumOfSquares, byOperations.SumOfSquares, 1e-5 * inPlace.SumOfSquares);
        Assert.Equal(gradient.to_type(ScalarType.Float64).norm().ToDouble(), inPlace.Norm, 1e-6 * inPlace.Norm);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_transposed_gradient_is_read_whole(bool treatCpuAsDevice)
    {
        using var gradient = randn(8, 5).t();

        Assert.Equal(gradient.norm().ToDouble(), Read(gradient, treatCpuAsDevice).Norm, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void NaN_and_infinity_are_counted(bool treatCpuAsDevice)
    {
        using var gradient = ones(20);
        gradient[3] = float.NaN;
        gradient[7] = float.PositiveInfinity;

        var statistics = Read(gradient, treatCpuAsDevice);

        Assert.Equal(2, statistics.NonFiniteCount);
        Assert.True(double.IsNaN(statistics.Norm));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_too_small_or_large_for_float32_squares_keep_their_norm(bool treatCpuAsDevice)
    {
        using var tiny = full(100, 1e-30f);
        using var huge = full(100, 1e30f);

        Assert.Equal(1e-29, Read(tiny, treatCpuAsDevice).Norm, 1e-34);
        Assert.Equal(1e31, Read(huge, treatCpuAsDevice).Norm, 1e26);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_empty_gradient_is_a_healthy_nothing(bool treatCpuAsDevice)
    {
        using var gradient = zeros(0, 4);

        Assert.Equal(default, Read(gradient, treatCpuAsDevice));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_zero_gradient_is_all_zeros(bool treatCpuAsDevice)
    {
        using var gradient = zeros(12);

        Assert.Equal(new TensorStatistics(12, 0, 0, 0, 12, 0), Read(gradient, treatCpuAsDevice));
    }

    [Fact]
    public void Millions_of_elements_shared_out_over_threads_give_the_same_every_time()
    {
        using var gradient = randn(3_000_001);

        var first = Read(gradient, treatCpuAsDevice: false);

        Assert.Equal(gradient.norm().ToDouble(), first.Norm, 1e-4 * first.Norm);
        for (var repetition = 0; repetition < 50; repetition++)
            Assert.Equal(first, Read(gradient, treatCpuAsDevice: false));
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_missing()
    {
        using var parameter = new Parameter(zeros(3, 2));
        var snapshot = NewSnapshot(parameter);

        Measure(new GradientPass(), parameter, snapshot);

        Assert.Equal(GradientState.Missing, snapshot.States[0]);
        Assert.Equal(1, snapshot.MissingCount);
    }

    private static TensorStatistics Read(Tensor gradient, bool treatCpuAsDevice)
    {
        using var parameter = new Parameter(zeros_like(gradient));
        parameter.grad = gradient;
        var snapshot = NewSnapshot(parameter);
        Measure(new GradientPass { TreatCpuAsDevice = treatCpuAsDevice }, parameter, snapshot);
        Assert.Equal(GradientState.Present, snapshot.States[0]);
        return snapshot.Parameters[0];
    }

    private static void Measure(GradientPass pass, Parameter parameter, StepSnapshot snapshot)
    {
        pass.Open([parameter]);
        pass.Measure(snapshot);
        pass.Close();
    }

    private static StepSnapshot NewSnapshot(Parameter parameter) =>
        new(LayerCatalog.Build([new("fc.weight", parameter.NumberOfElements, 2, "Linear")], "Net", 512));
}
