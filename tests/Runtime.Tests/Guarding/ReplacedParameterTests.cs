using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Guarding;

public class ReplacedParameterTests
{
    private readonly List<string> _messages = [];

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void A_parameter_that_is_replaced_is_clipped_in_the_very_next_step(bool isModule, bool isZeroedByOptimizer)
    {
        using var model = new Swapping();
        using var guard = Quiet.Watch(model, _messages);
        using var optimizer = optim.SGD(model.parameters(), 1e-3);
        for (var step = 0; step < 3; step++)
        {
            model.Backward();
            guard.ClipGradNorm(1e-3);
            guard.Step();
        }

        model.Swap(isModule);
        if (isZeroedByOptimizer)
            optimizer.zero_grad();

        model.Backward();
        guard.ClipGradNorm(0.01);

        Assert.Equal(0.01, nn.utils.clip_grad_norm_(model.parameters(), 1000), 1e-6);
    }

    [Fact]
    public void A_parameter_that_is_replaced_is_measured_in_the_very_next_step_and_is_no_update()
    {
        using var model = new Swapping();
        using var guard = Quiet.Watch(model, _messages, new GradientGuardOptions { MeasureUpdatesEvery = 1 });
        for (var step = 0; step < 3; step++)
        {
            model.Backward();
            guard.Step();
        }

        model.Swap(isModule: false);
        model.Backward();
        guard.Step();

        var norm = nn.utils.clip_grad_norm_(model.parameters(), 1e30);
        guard.ReadLatest(snapshot =>
        {
            Assert.Equal(norm, snapshot.GlobalNormPreClip, 1e-6 * norm);
            Assert.False(snapshot.HasFreshUpdates);
        });
    }

    /// <summary>A weight and a layer for which others can be put; the old ones live on, with the gradients they had.</summary>
    private sealed class Swapping : Module<Tensor, Tensor>
    {
        private Parameter _weight = new(randn(4, 4));
        private Linear _head = Linear(4, 2);

        public Swapping()
            : base(nameof(Swapping)) => RegisterComponents();

        public void Swap(bool isModule)
        {
            if (isModule)
            {
                _head = Linear(4, 2);
                register_module(nameof(_head), null!);
                register_module(nameof(_head), _head);
            }
            else
            {
                _weight = new Parameter(randn(4, 4));
                ConditionallyRegisterParameter(nameof(_weight), _weight);
            }
        }

        public void Backward()
        {
            zero_grad();
            using var input = randn(8, 4);
            call(input).square().sum().backward();
        }

        public override Tensor forward(Tensor input) => _head.call(input.matmul(_weight));
    }
}
