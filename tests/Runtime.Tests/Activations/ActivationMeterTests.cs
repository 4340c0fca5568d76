using GradGuard.Activations;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Activations;

public class ActivationMeterTests
{
    [Fact]
    public void Mean_and_deviation_are_those_of_the_outputs()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("act", Sigmoid()));
        using var input = randn(32, 4);
        using var expected = model.call(input).detach().to_type(ScalarType.Float64);

        var activation = Measure(model, input).Single(statistics => statistics.Path == "act");

        Assert.Equal(expected.mean().ToDouble(), activation.Mean, 1e-7);
        Assert.Equal(expected.std(unbiased: false).ToDouble(), activation.Deviation, 1e-6);
        Assert.Equal(("Sigmoid", "fc", 0.0), (activation.ModuleType, activation.LayerBefore, activation.NearZeroShare));
    }

    public static TheoryData<Module<Tensor, Tensor>, Func<Tensor, Tensor>> SaturatingActivations() => new()
    {
        { Sigmoid(), z => functional.sigmoid(z) },
        { Tanh(), z => functional.tanh(z) },
        { Softsign(), z => functional.softsign(z) },
        { LogSigmoid(), z => functional.logsigmoid(z) },
        { Hardsigmoid(), z => functional.hardsigmoid(z) },
        { Hardtanh(-2, 3), z => z.clamp(-2, 3) },
    };

    [Theory]
    [MemberData(nameof(SaturatingActivations), DisableDiscoveryEnumeration = true)]
    public void Saturated_is_where_the_slope_is_below_a_fortieth_of_the_steepest(Module<Tensor, Tensor> activation, Func<Tensor, Tensor> function)
    {
        // The slopes by autograd, over a grid that no bound falls on.
        using var z = linspace(-12.0013, 12.0017, 4001, ScalarType.Float64).requires_grad_();
        using var slopes = autograd.grad([function(z).sum()], [z])[0];
        var expected = slopes.le(ActivationShape.FlatSlope * slopes.max().ToDouble()).to_type(ScalarType.Float64).mean().ToDouble();
        using var model = Sequential(("act", activation));

        var measured = Assert.Single(Measure(model, z.view(-1, 1)));

        Assert.Equal(expected, measured.SaturatedShare!.Value, 5e-4);
        Assert.InRange(expected, 0.1, 0.9);
    }

    [Fact]
    public void Units_are_dead_once_every_measured_step_of_the_window_left_them_at_zero()
    {
        using var layer = Linear(4, 10);
        using (no_grad())
        {
            layer.bias!.fill_(10f);
            layer.bias![TensorIndex.Slice(0, 3)] = -1000f;
        }

        using var model = Sequential(("fc", layer), ("act", ReLU()), ("head", Linear(10, 2)));
        using var meter = new ActivationMeter(model, _ => true, 100);
        for (var step = 1; step <= UnitWindow.Steps; step++)
        {
            var activation = Measure(meter, model, randn(16, 4)).Single(statistics => statistics.Path == "act");
            Assert.Equal((0.3, 10, step), (activation.DeadShare!.Value, activation.UnitCount, activation.WindowSteps));
            Assert.Equal(0.3, activation.NearZeroShare, 1e-9);
        }
    }

    [Fact]
    public void A_unit_that_one_batch_leaves_cold_and_the_next_activates_is_not_dead()
    {
        using var model = Sequential(("fc", Linear(1, 2, hasBias: false)), ("act", ReLU()));
        using (no_grad())
            model.parameters().Single()[TensorIndex.Colon, TensorIndex.Colon] = tensor(new[] { 1f, -1f }).view(2, 1);

        using var meter = new ActivationMeter(model, _ => true, 100);

        Assert.Equal(0.5, Act(ones(4, 1)).DeadShare);
        Assert.Equal(0.0, Act(ones(4, 1).neg()).DeadShare);

        ActivationStatistics Act(Tensor input) => Measure(meter, model, input).Single(statistics => statistics.Path == "act");
    }

    [Fact]
    public void The_units_of_a_convolution_are_its_channels()
    {
        using var convolution = Conv2d(1, 6, 3);
        using (no_grad())
            convolution.bias![TensorIndex.Slice(0, 2)] = -1000f;

        using var model = Sequential(("conv", convolution), ("act", ReLU()));

        var activation = Measure(model, rand(5, 1, 9, 9)).Single(statistics => statistics.Path == "act");

        Assert.Equal(6, activation.UnitCount);
        Assert.InRange(activation.DeadShare!.Value, 2 / 6.0, 1);
    }

    [Fact]
    public void The_units_behind_a_linear_layer_over_a_sequence_are_its_features()
    {
        using var model = Sequential(("fc", Linear(4, 7)), ("act", ReLU()));

        Assert.Equal(7, Measure(model, randn(5, 9, 4)).Single(statistics => statistics.Path == "act").UnitCount);
    }

    [Fact]
    public void A_module_that_works_in_place_and_one_used_twice_are_measured_whole()
    {
        using var shared = Tanh();
        using var model = Sequential(("fc1", Linear(4, 4)), ("act", shared), ("fc2", Linear(4, 6)), ("again", shared), ("relu", ReLU(inplace: true)));

        var measured = Measure(model, randn(8, 4));

        Assert.Equal(["fc1", "fc2", "act", "relu"], measured.Select(statistics => statistics.Path));
        Assert.InRange(measured[2].SaturatedShare!.Value, 0, 0.2);
        Assert.True(measured[3].IsOutput);
    }

    [Fact]
    public void Half_precision_is_measured_like_the_rest()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("act", Tanh()));
        model.to(ScalarType.BFloat16);

        var activation = Measure(model, randn(32, 4).to_type(ScalarType.BFloat16)).Single(statistics => statistics.Path == "act");

        Assert.InRange(activation.Deviation, 0.1, 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Other_devices_measure_what_the_CPU_measures_in_place(int batch)
    {
        using var model = Sequential(
            ("conv", Conv2d(1, 5, 3)), ("relu", ReLU()), ("flat", Flatten()), ("fc", Linear(5 * 49, 13)), ("act", Tanh()), ("fc2", Linear(13, 11)), ("gelu", GELU()), ("head", Linear(11, 2)));
        using (no_grad())
            foreach (var parameter in model.parameters())
                parameter.mul_(4f);

        using var input = randn(batch, 1, 9, 9);
        using var elsewhere = new ActivationMeter(model, _ => true, 100, treatCpuAsDevice: true);
        var byOperations = Measure(elsewhere, model, input);
        elsewhere.Dispose();

        using var meter = new ActivationMeter(model, _ => true, 100);
        var inPlace = Measure(meter, model, input);

        Assert.Equal(inPlace.Select(WithoutMoments), byOperations.Select(WithoutMoments));
        foreach (var (here, there) in inPlace.Zip(byOperations))
        {
            // Rounded to four places, two sums in another order may still fall to either side of a half.
            Assert.Equal(here.Mean, there.Mean, 1e-4);
            Assert.Equal(here.Deviation, there.Deviation, 1e-4);
        }

        static ActivationStatistics WithoutMoments(ActivationStatistics statistics) => statistics with { Mean = 0, Deviation = 0 };
    }

    [Fact]
    public void A_rectifier_used_at_two_widths_has_no_units()
    {
        using var shared = ReLU();
        using var model = Sequential(("fc1", Linear(4, 8)), ("act", shared), ("fc2", Linear(8, 6)), ("again", shared));

        var activation = Measure(model, randn(8, 4)).Single(statistics => statistics.ModuleType == "ReLU");

        Assert.Equal((null, 0), (activation.DeadShare, activation.UnitCount));
    }

    [Fact]
    public void Two_entries_of_one_name_have_paths_of_their_own()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("act", Tanh()), ("fc", Linear(8, 8)), ("act", Sigmoid()));

        var measured = Measure(model, randn(8, 4));

        Assert.Equal([("fc", ""), ("fc#2", ""), ("act", "fc"), ("act#2", "fc#2")], measured.Select(statistics => (statistics.Path, statistics.LayerBefore)));
    }

    [Fact]
    public void A_module_that_runs_on_and_on_in_one_step_is_measured_in_its_first_calls_only()
    {
        using var model = Sequential(("act", Tanh()));
        using var meter = new ActivationMeter(model, _ => true, 100);
        using var small = zeros(2, 3);
        using var large = full(2, 3, 9f);
        meter.Arm();
        for (var call = 0; call < 2 * ActivationProbe.MostCalls; call++)
            model.call(call < ActivationProbe.MostCalls ? small : large).Dispose();

        Assert.Equal(0, Assert.Single(meter.Collect()).Mean);
    }

    [Fact]
    public void Native_composites_are_not_hooked_since_most_of_their_calls_pass_hooks_by()
    {
        using var model = Sequential(("encoder", TransformerEncoderLayer(8, 2, 16)), ("head", Linear(8, 1)));

        Assert.Equal("head", Assert.Single(Measure(model, randn(5, 2, 8))).Path);
    }

    [Fact]
    public void Validation_under_no_grad_is_left_out()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("act", Tanh()));
        using var meter = new ActivationMeter(model, _ => true, 100);
        meter.Arm();
        using (no_grad())
            model.call(randn(3, 4)).Dispose();

        Assert.Empty(meter.Collect());
    }

    [Fact]
    public void Nothing_is_kept_of_the_outputs()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("act", ReLU()), ("fc2", Linear(8, 2)));
        using var meter = new ActivationMeter(model, _ => true, 100);
        Measure(meter, model, randn(4, 4));
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

        using (NewDisposeScope())
            Measure(meter, model, randn(4, 4));

        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_step_that_is_not_armed_measures_nothing_and_leaves_the_outputs_alone()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("act", ReLU()));
        using var input = randn(3, 4);
        using var expected = model.call(input);
        using var meter = new ActivationMeter(model, _ => true, 100);

        using var actual = model.call(input);

        Assert.True(actual.Equals(expected));
        Assert.Empty(meter.Collect());
    }

    [Fact]
    public void The_hooks_are_off_after_Dispose()
    {
        using var model = Sequential(("fc", Linear(4, 8)), ("act", ReLU()));
        var meter = new ActivationMeter(model, _ => true, 100);
        meter.Dispose();

        Assert.Empty(Measure(meter, model, randn(3, 4)));
    }

    private static IReadOnlyList<ActivationStatistics> Measure(Module<Tensor, Tensor> model, Tensor input)
    {
        using var meter = new ActivationMeter(model, _ => true, 100);
        return [.. Measure(meter, model, input).OrderBy(statistics => statistics.ModuleType != "Linear")];
    }

    private static IReadOnlyList<ActivationStatistics> Measure(ActivationMeter meter, Module<Tensor, Tensor> model, Tensor input)
    {
        meter.Arm();
        using (NewDisposeScope())
            model.call(input);

        return meter.Collect();
    }
}
