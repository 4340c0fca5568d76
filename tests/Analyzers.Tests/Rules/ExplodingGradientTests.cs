using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class ExplodingGradientTests
{
    [Theory]
    [InlineData("x + down[i].call(up[i].call(x).relu())", StackedModel.He, "the mean square of its signal grows")]
    [InlineData("x + 2 * down[i].call(up[i].call(x).relu())", StackedModel.He, "the mean square of its signal grows")]
    [InlineData("down[i].call(functional.relu(up[i].call(x))).relu()", StackedModel.Large, "the mean square of its signal grows")]
    public async Task Branches_that_add_up_and_weights_that_are_too_large_are_found(string turn, string initialise, string message)
    {
        var finding = await Verify<ExplodingGradientRule>.Finding(StackedModel.Residual(turn, initialise, "[|Net|]"));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Fact]
    public async Task Batch_normalization_in_a_deep_stack_without_skips_is_found() =>
        await Verify<ExplodingGradientRule>.Finding(StackedModel.Of("Linear(64, 64), BatchNorm1d(64), ReLU()", 60, "", "[|Net|]"));

    [Theory]
    [InlineData("Linear(64, 64), ReLU()", 10, StackedModel.He)]
    [InlineData("Linear(64, 64), Tanh()", 10, "")]
    [InlineData("Linear(64, 64), BatchNorm1d(64), ReLU()", 20, "")]
    [InlineData("Linear(64, 64), LayerNorm(64), ReLU()", 60, "")]
    public async Task Stack_that_keeps_its_gradient_in_bounds_is_silent(string block, int times, string initialise) =>
        await Verify<ExplodingGradientRule>.Findings(StackedModel.Of(block, times, initialise));

    [Theory]
    [InlineData("x + down[i].call(up[i].call(x).relu())", "")]
    [InlineData("x + 0.1 * down[i].call(up[i].call(x).relu())", StackedModel.He)]
    [InlineData("x + down[i].call(up[i].call(x).relu())", StackedModel.He + " foreach (var l in down) init.zeros_(l.weight);")]
    public async Task Branches_that_are_small_are_silent(string turn, string initialise) =>
        await Verify<ExplodingGradientRule>.Findings(StackedModel.Residual(turn, initialise, "Net"));

    [Theory]
    [InlineData("1e9", "Net")]
    [InlineData("1e2", "[|Net|]")]
    public async Task Limit_is_an_option(string limit, string name) => await Verify<ExplodingGradientRule>.Findings(
        StackedModel.Of("Linear(64, 64), BatchNorm1d(64), ReLU()", 32, "", name), new Dictionary<string, string> { ["gradguard.GG0103.max_ratio"] = limit });

    [Fact]
    public async Task Weak_second_output_is_no_explosion() => await Verify<ExplodingGradientRule>.Findings("""
        class Net : Module<Tensor, (Tensor, Tensor)>
        {
            private readonly Linear body = Linear(64, 64), boxes = Linear(64, 4), angles = Linear(64, 1);
            public Net() : base("net") { RegisterComponents(); }
            public override (Tensor, Tensor) forward(Tensor x)
            {
                var h = functional.relu(body.call(x));
                return (boxes.call(h), 1e-6 * angles.call(h));
            }
        }
        """);

    // Measured for eight such blocks: the first layer gets 0.8 times the gradient of the last. Counting each part as the whole predicts 59.
    [Fact]
    public async Task Parts_of_a_fused_projection_share_its_gradient() => await Verify<ExplodingGradientRule>.Findings("""
        class Unit : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv;
            private readonly BatchNorm2d norm;
            public Unit(int from, int to, int kernel = 1, int groups = 1) : base("unit")
            {
                conv = Conv2d(from, to, kernel, padding: kernel / 2, groups: groups, bias: false);
                norm = BatchNorm2d(to);
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => functional.silu(norm.call(conv.call(x)));
        }
        class Block : Module<Tensor, Tensor>
        {
            private readonly Unit fused = new(64, 192), place = new(64, 64, 7, 64), mix = new(64, 64);
            public Block() : base("block") { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var steps = fused.call(x).flatten(2).transpose(1, 2);
                var parts = steps.view(steps.shape[0], steps.shape[1], 2, 96).permute(0, 2, 3, 1).split(new long[] { 32, 32, 32 }, dim: 2);
                var weights = (parts[0].transpose(-2, -1).matmul(parts[1]) * 0.177f).softmax(dim: -1);
                var seen = parts[2].matmul(weights.transpose(-2, -1)).permute(0, 3, 1, 2).reshape(-1, 16, 16, 64).permute(0, 3, 1, 2);
                var values = parts[2].permute(0, 3, 1, 2).reshape(-1, 16, 16, 64).permute(0, 3, 1, 2);
                return x + mix.call(seen + place.call(values));
            }
        }
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential body = Sequential(Enumerable.Range(0, 16).Select(i => ($"b{i}", (Module<Tensor, Tensor>)new Block())));
            private readonly Conv2d stem = Conv2d(3, 64, 3, padding: 1), head = Conv2d(64, 16, 1);
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => head.call(body.call(stem.call(x)));
        }
        """);
}
