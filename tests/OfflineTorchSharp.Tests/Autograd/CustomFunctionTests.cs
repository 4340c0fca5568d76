using System.Runtime.InteropServices;
using GradGuard.OfflineTorchSharp.Tests.Peer;
using GradGuard.OfflineTorchSharp.Tests.Tensors;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace GradGuard.OfflineTorchSharp.Tests.Autograd;

public class CustomFunctionTests
{
    private readonly Tensor _x = tensor(new[] { 1f, 2f, 3f }, requires_grad: true);

    [Fact]
    public void A_function_computes_its_own_gradient_from_what_it_saved()
    {
        var y = Cube.apply(_x);
        y.sum().backward();

        Assert.Equal([1.0, 8.0, 27.0], Elements.Of(y));
        Assert.Equal([3.0, 12.0, 27.0], Elements.Of(_x.grad!));
    }

    [Fact]
    public void A_function_can_be_differentiated_twice()
    {
        var gradient = grad([Cube.apply(_x).sum()], [_x], retain_graph: true, create_graph: true)[0];
        var second = grad([gradient.sum()], [_x])[0];

        Assert.Equal([6.0, 12.0, 18.0], Elements.Of(second));
    }

    [Fact]
    public void An_identity_probe_sees_the_gradients_in_reverse_order()
    {
        Probe.Seen.Clear();
        var y = Probe.apply(Probe.apply(_x, "first") * 2, "second") * 3;
        y.sum().backward();

        Assert.Equal(["second 9", "first 18"], Probe.Seen);
        Assert.Equal([6.0, 6.0, 6.0], Elements.Of(_x.grad!));
    }

    [Fact]
    public void A_function_with_several_outputs_gets_a_gradient_for_each()
    {
        var parts = Twins.apply(_x);
        (parts[0].sum() * 2).backward();

        Assert.Equal([2.0, 2.0, 2.0], Elements.Of(_x.grad!));
    }

    [Fact]
    public void A_failure_in_backward_reaches_the_caller()
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "TorchSharp asks that backward does not throw.");

        var error = Assert.Throws<ExternalException>(() => Failing.apply(_x).sum().backward());

        Assert.Contains("no gradient today", error.Message);
    }

    [Fact]
    public void Nothing_is_recorded_where_no_input_requires_a_gradient() => Assert.False(Cube.apply(zeros(2)).requires_grad);

    private sealed class Cube : SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            return x.pow(3);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var x = ctx.get_saved_variables()[0];
            return [grad_output * x.pow(2) * 3];
        }
    }

    private sealed class Probe : SingleTensorFunction<Probe>
    {
        public static List<string> Seen { get; } = [];

        public override string Name => nameof(Probe);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_data("name", vars[1]);
            return ((Tensor)vars[0]).alias();
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            Seen.Add($"{ctx.get_data("name")} {grad_output.sum().item<float>()}");
            return [grad_output.alias(), null!];
        }
    }

    private sealed class Twins : MultiTensorFunction<Twins>
    {
        public override string Name => nameof(Twins);

        public override List<Tensor> forward(AutogradContext ctx, params object[] vars) => [((Tensor)vars[0]).clone(), ((Tensor)vars[0]).clone()];

        public override List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs) => [grad_outputs[0] + grad_outputs[1]];
    }

    private sealed class Failing : SingleTensorFunction<Failing>
    {
        public override string Name => nameof(Failing);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => throw new InvalidOperationException("no gradient today");
    }
}
