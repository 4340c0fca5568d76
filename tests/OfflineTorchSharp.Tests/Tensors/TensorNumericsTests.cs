using GradGuard.OfflineTorchSharp.Tests.Peer;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

/// <summary>Compares with figures from PyTorch.</summary>
public class TensorNumericsTests(TensorFigures figures) : IClassFixture<TensorFigures>
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Activations = new()
    {
        ["relu"] = x => x.relu(),
        ["relu6"] = x => x.relu6(),
        ["sigmoid"] = x => torch.sigmoid(x),
        ["tanh"] = x => torch.tanh(x),
        ["elu"] = x => x.elu(1.0),
        ["selu"] = x => x.selu(),
        ["celu"] = x => x.celu(),
        ["gelu"] = x => x.gelu(),
        ["silu"] = x => x.silu(),
        ["softplus"] = x => x.softplus(),
        ["hardsigmoid"] = x => x.hardsigmoid(),
        ["hardswish"] = x => x.hardswish(),
        ["hardtanh"] = x => x.hardtanh(-1.0, 1.0),
        ["leaky_relu"] = x => x.leaky_relu(0.1),
        ["log_sigmoid"] = x => x.log_sigmoid(),
        ["softmax"] = x => x.softmax(0),
        ["log_softmax"] = x => x.log_softmax(0),
        ["erf"] = x => x.erf(),
        ["logit"] = x => torch.logit(torch.sigmoid(x)),
    };

    public static TheoryData<string> Names => [.. Activations.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_activation_has_PyTorchs_values_and_gradients(string name)
    {
        LoadedTorchSharp.SkipWhereTheRealDiffers(name);
        var x = linspace(-3, 3, 13).requires_grad_();
        var y = Activations[name](x);
        (y * y).sum().backward();

        figures.AssertClose("forward." + name, Elements.Of(y));
        figures.AssertClose("backward." + name, Elements.Of(x.grad!));
    }

    [Fact]
    public void Arithmetic_reductions_and_products_have_PyTorchs_values()
    {
        var a = arange(12, dtype: float32).reshape(3, 4) / 7 - 0.5;
        var b = arange(8, dtype: float32).reshape(4, 2).cos();
        var c = tensor(new[] { 0.5f, -1.0f, 2.0f, 0.25f });

        Check("matmul", a.matmul(b));
        Check("broadcast", a * c + a.t().sum(0, keepdim: true).t() / 3 - 1);
        Check("sum", a.sum(dim: 0));
        Check("mean", a.mean([1]));
        Check("std", a.std(1));
        Check("var", a.var());
        Check("prod", a.prod(1));
        Check("norm", a.norm());
        Check("norm1", a.norm(1f));
        Check("logsumexp", a.logsumexp(1));
        Check("cumsum", a.cumsum(1));
        Check("max", a.max(1).values);
        Check("argmax", a.cos().argmax(1));
        Check("topk", a.cos().topk(2, 1).values);
        Check("einsum", einsum("ij,jk->ki", a, b));
    }

    [Fact]
    public void Gradients_and_second_derivatives_have_PyTorchs_values()
    {
        var w = (arange(6, dtype: float64).reshape(2, 3) / 5).requires_grad_();
        var v = tensor(new[] { 0.3, -0.2, 0.7 }).requires_grad_();
        var loss = w.matmul(v).tanh().pow(2).sum() + (w.exp() * 0.1).mean();

        var gradients = autograd.grad([loss], [w, v], retain_graph: true, create_graph: true);
        var second = autograd.grad([(gradients[1] * gradients[1].detach()).sum()], [v]);

        Check("loss", loss);
        Check("grad.w", gradients[0]);
        Check("grad.v", gradients[1]);
        Check("hessian.v", second[0]);
    }

    [Fact]
    public void The_same_seed_draws_PyTorchs_numbers()
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "Another version of libtorch may draw other numbers.");
        manual_seed(7);

        Check("rand", rand(5));
        Check("randn", randn(20));
        Check("randint", randint(0, 1000, new long[] { 6 }));
        Check("randperm", randperm(9));
    }

    private void Check(string name, Tensor actual) => figures.AssertClose(name, Elements.Of(actual));
}
