using GradGuard.Runtime.Tests.Guarding;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Reading;

public class UnusualParameterTests
{
    private readonly List<string> _messages = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_complex_parameter_counts_by_its_magnitudes_and_is_clipped(bool treatCpuAsDevice)
    {
        using var model = new Holding(new Parameter(complex(randn(3, 2), randn(3, 2))));
        using var guard = Quiet.Watch(model, _messages, new GradientGuardOptions { TreatCpuAsDevice = treatCpuAsDevice, MeasureActivationsEvery = null });
        for (var step = 0; step < 4; step++)
        {
            model.SetGradients(complex(full([3, 2], 3f), full([3, 2], 4f)));
            guard.ClipGradNorm(1);
            guard.Step();
        }

        Assert.Equal(1, model.Parameter.grad!.abs().norm().ToDouble(), 1e-5);
        guard.ReadLatest(snapshot => Assert.Equal(5 * Math.Sqrt(6), snapshot.GlobalNormPreClip, 1e-4));
        Assert.Empty(_messages);
    }

    [Fact]
    public void A_parameter_of_integers_has_no_gradient_and_is_left_out()
    {
        using var model = new Holding(new Parameter(ones(3, 2, dtype: ScalarType.Int64), requires_grad: false), Linear(4, 3));
        using var guard = Quiet.Watch(model, _messages);

        GradientGuardTests.Backward(model);
        guard.ClipGradNorm(1);
        guard.Step();

        Assert.Equal(["_inner"], guard.Layers.Select(layer => layer.Path));
        Assert.Empty(_messages);
    }

    [Fact]
    public void A_model_converted_to_float16_in_the_middle_of_a_run_is_followed()
    {
        using var model = new Holding(new Parameter(randn(3, 2)));
        using var guard = Quiet.Watch(model, _messages, new GradientGuardOptions { MeasureActivationsEvery = null });
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float64, ScalarType.Float16 })
        {
            model.to(type);
            for (var step = 0; step < 3; step++)
            {
                model.SetGradients(full([3, 2], 2f).to_type(type));
                guard.ClipGradNorm(1);
                guard.Step();
            }

            Assert.Equal(1, model.Parameter.grad!.to_type(ScalarType.Float32).norm().ToDouble(), 1e-2);
            guard.ReadLatest(snapshot => Assert.Equal(2 * Math.Sqrt(6), snapshot.GlobalNormPreClip, 1e-2));
        }

        Assert.Empty(_messages);
        Assert.Equal(0, guard.InternalErrorCount);
    }

    [Fact]
    public void A_gradient_that_repeats_one_element_is_measured_whole()
    {
        using var model = new Holding(new Parameter(randn(3, 2)));
        using var guard = Quiet.Watch(model, _messages);
        model.SetGradients(ones(1, 1).expand(3, 2));

        guard.Step();

        guard.ReadLatest(snapshot => Assert.Equal(Math.Sqrt(6), snapshot.GlobalNormPreClip, 1e-6));
        Assert.Empty(_messages);
    }

    [Fact]
    public void A_sparse_embedding_is_watched_through_many_steps()
    {
        using var model = Sequential(("embedding", Embedding(50, 4, sparse: true)), ("fc", Linear(4, 3)));
        using var guard = Quiet.Watch(model, _messages, new GradientGuardOptions { MeasureActivationsEvery = 1, MeasureUpdatesEvery = 1 });
        using var optimizer = optim.SGD(model.parameters(), 0.1);
        using var rows = tensor(new long[] { 3, 3, 7 });
        for (var step = 0; step < 50; step++)
        {
            optimizer.zero_grad();
            model.call(rows).square().mean().backward();
            guard.ClipGradNorm(1);
            optimizer.step();
            guard.Step(0.5);
        }

        Assert.Empty(_messages);
        Assert.Equal(0, guard.InternalErrorCount);
    }

    /// <summary>Holds one parameter of any kind beside an ordinary layer.</summary>
    private sealed class Holding : Module<Tensor, Tensor>
    {
        private readonly Parameter _odd;
        private readonly Linear? _inner;

        public Holding(Parameter parameter, Linear? layer = null)
            : base(nameof(Holding))
        {
            _odd = parameter;
            _inner = layer;
            RegisterComponents();
        }

        public Parameter Parameter => parameters().First();

        public void SetGradients(Tensor gradient) => Parameter.grad = gradient;

        public override Tensor forward(Tensor input) => _inner is null ? input.mul(_odd) : _inner.call(input);
    }
}
