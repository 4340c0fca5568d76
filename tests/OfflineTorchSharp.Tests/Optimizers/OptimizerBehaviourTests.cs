using GradGuard.OfflineTorchSharp.Tests.Peer;
using GradGuard.OfflineTorchSharp.Tests.Tensors;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Optimizers;

public class OptimizerBehaviourTests
{
    private readonly Linear _layer = Linear(2, 1);

    [Fact]
    public void Zero_grad_keeps_the_gradients_and_zeroes_them()
    {
        using var optimizer = optim.SGD(_layer.parameters(), 0.1);
        Backward();
        optimizer.zero_grad();
        Assert.Equal([0.0, 0], Elements.Of(_layer.weight.grad!));
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_as_it_is()
    {
        using var optimizer = optim.Adam(_layer.parameters());
        var before = Elements.Of(_layer.weight);
        Assert.Null(optimizer.step());
        Assert.Equal(before, Elements.Of(_layer.weight));
    }

    [Fact]
    public void A_closure_runs_once_with_gradients_and_its_loss_comes_back()
    {
        using var optimizer = optim.SGD(_layer.parameters(), 0.1);
        var calls = 0;
        using var gradients = no_grad();
        using var loss = optimizer.step(() =>
        {
            calls++;
            Assert.True(is_grad_enabled());
            return Backward();
        });
        Assert.Equal(1, calls);
        Assert.Equal([], loss.shape);
    }

    [Fact]
    public void An_optimizer_of_nothing_steps_over_nothing()
    {
        using var optimizer = optim.SGD(Array.Empty<Parameter>(), 0.1);
        optimizer.zero_grad();
        optimizer.step();
        Assert.Empty(optimizer.parameters());
    }

    [Fact]
    public void A_parameter_replaced_by_a_conversion_is_an_error_at_the_next_step()
    {
        using var optimizer = optim.SGD(_layer.parameters(), 0.1);
        _layer.to(ScalarType.Float64);
        Assert.Throws<KeyNotFoundException>(() => optimizer.step());
    }

    [Fact]
    public void A_parameter_that_appears_later_is_an_error_at_the_next_step()
    {
        using var model = Sequential(_layer);
        using var optimizer = optim.Adam(model.parameters());
        model.append(Linear(1, 1));
        Assert.Throws<KeyNotFoundException>(() => optimizer.step());
    }

    [Fact]
    public void Each_group_has_its_own_rate()
    {
        using var other = Linear(1, 1);
        SGD.ParamGroup[] groups = [new(_layer.parameters(), lr: 0.5), new() { Parameters = other.parameters() }];
        using var optimizer = optim.SGD(groups, 0.1);
        Assert.Equal([0.5, 0.1], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal([0.5, 0.1], optimizer.ParamGroups.Select(group => group.InitialLearningRate));
    }

    [Fact]
    public void A_rate_set_on_a_group_counts_from_the_next_step()
    {
        using var optimizer = optim.SGD(_layer.parameters(), 0.1);
        optimizer.ParamGroups.Single().LearningRate = 0;
        var before = Elements.Of(_layer.weight);
        Backward();
        optimizer.step();
        Assert.Equal(before, Elements.Of(_layer.weight));
    }

    [Fact]
    public void Named_parameters_are_taken_like_others()
    {
        using var optimizer = optim.AdamW(_layer.named_parameters(), 0.1);
        Assert.Equal(2, optimizer.parameters().Count());
    }

    [Fact]
    public void Training_on_a_plane_finds_it()
    {
        manual_seed(3);
        using var input = randn(64, 2);
        using var target = (input.select(1, 0) * 2) - input.select(1, 1) + 0.5;
        using var optimizer = optim.Adam(_layer.parameters(), 0.1);
        for (var step = 0; step < 300; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            functional.mse_loss(_layer.call(input).squeeze(1), target).backward();
            optimizer.step();
        }

        Assert.All(Elements.Of(_layer.weight).Zip([2.0, -1]), pair => Assert.Equal(pair.Second, pair.First, 2));
    }

    [Fact]
    public void A_state_loaded_into_another_optimizer_continues_the_run()
    {
        using var copy = Linear(2, 1);
        copy.load_state_dict(_layer.state_dict());
        using var first = optim.Adam(_layer.parameters(), 0.1);
        using var second = optim.Adam(copy.parameters(), 0.1);
        Backward();
        first.step();
        copy.load_state_dict(_layer.state_dict());
        second.load_state_dict(first.state_dict());
        Backward();
        first.step();
        functional.mse_loss(copy.call(ones(3, 2)), zeros(3, 1)).backward();
        copy.weight.grad = _layer.weight.grad;
        second.step();
        Assert.Equal(Elements.Of(_layer.weight), Elements.Of(copy.weight));
    }

    [Fact]
    public void A_step_leaves_no_tensors_behind()
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "The real TorchSharp leaves some for the collector.");
        using var optimizer = optim.Adam(_layer.parameters());
        Backward().Dispose();
        optimizer.step();
        using var scope = NewDisposeScope();
        optimizer.step();
        optimizer.zero_grad();
        Assert.Equal(0, scope.DisposablesCount);
    }

    private Tensor Backward()
    {
        var loss = functional.mse_loss(_layer.call(ones(3, 2)), zeros(3, 1));
        loss.backward();
        return loss;
    }
}
