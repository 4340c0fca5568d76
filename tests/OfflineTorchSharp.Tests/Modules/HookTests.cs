using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.OfflineTorchSharp.Tests.Modules;

public class HookTests
{
    private readonly Linear _layer = Linear(2, 2);
    private readonly Tensor _input = ones(1, 2);
    private readonly List<string> _events = [];

    [Fact]
    public void Call_runs_the_hooks_in_order_and_forward_runs_none()
    {
        _layer.register_forward_hook((_, _, result) => Note("post", result));
        _layer.register_forward_hook((Module _) => _events.Add("module post"));
        _layer.register_forward_pre_hook((_, input) => Note("pre", input));
        _layer.register_forward_pre_hook((Module _) => _events.Add("module pre"));
        _layer.forward(_input).Dispose();
        Assert.Empty(_events);
        _layer.call(_input).Dispose();
        Assert.Equal(["module pre", "pre", "post", "module post"], _events);
    }

    [Fact]
    public void A_hook_that_returns_null_leaves_the_result_as_it_is()
    {
        using var expected = _layer.forward(_input);
        _layer.register_forward_hook((_, _, _) => null!);
        using var result = _layer.call(_input);
        Assert.True(expected.allclose(result));
    }

    [Fact]
    public void A_hook_may_replace_input_and_result()
    {
        using var replaced = zeros(1, 2);
        using var answer = full(1, 2, 7);
        Tensor? seen = null;
        _layer.register_forward_pre_hook((_, _) => replaced);
        _layer.register_forward_hook((_, input, _) =>
        {
            seen = input;
            return answer;
        });
        Assert.Same(answer, _layer.call(_input));
        Assert.Same(replaced, seen);
    }

    [Fact]
    public void A_removed_hook_runs_no_more_and_may_be_removed_twice()
    {
        var remover = _layer.register_forward_hook((Module _) => _events.Add("post"));
        remover.remove();
        remover.remove();
        _layer.call(_input).Dispose();
        Assert.Empty(_events);
    }

    [Fact]
    public void A_hook_added_by_a_hook_of_the_same_module_is_an_error()
    {
        _layer.register_forward_hook((Module module) => ((Linear)module).register_forward_hook((Module _) => _events.Add("inner")));
        Assert.Throws<InvalidOperationException>(() => _layer.call(_input));
    }

    [Fact]
    public void The_forward_of_a_sequential_skips_its_own_hooks_and_runs_those_of_its_children()
    {
        using var model = Sequential(_layer, ReLU());
        model.register_forward_hook((Module _) => _events.Add("model"));
        _layer.register_forward_hook((Module _) => _events.Add("layer"));
        model.forward(_input).Dispose();
        Assert.Equal(["layer"], _events);
    }

    [Fact]
    public void A_hook_of_several_inputs_replaces_them_together()
    {
        using var loss = MSELoss();
        using var target = zeros(1, 2);
        loss.register_forward_pre_hook((_, input, _) => (input, input));
        using var result = loss.call(_input, target);
        Assert.Equal(0, result.item<float>());
    }

    private Tensor Note(string name, Tensor value)
    {
        _events.Add(name);
        return value;
    }
}
