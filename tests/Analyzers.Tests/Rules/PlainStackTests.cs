using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class PlainStackTests
{
    [Theory]
    [InlineData(22, "relu", "kaiming_normal_(layer.weight)")]
    [InlineData(30, "relu", "kaiming_uniform_(layer.weight, nonlinearity: init.NonlinearityType.ReLU)")]
    [InlineData(24, "relu", "orthogonal_(layer.weight, Math.Sqrt(2))")]
    public async Task DeepStackThatStartsBalancedIsFound(int layers, string activation, string initializer)
    {
        var finding = await Verify<PlainStackRule>.Finding(Stack(layers, activation, initializer, name: "[|Net|]"));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains($"stacks {layers} layers", finding.GetMessage());
    }

    [Theory]
    [InlineData(20, "relu", "kaiming_normal_(layer.weight)")]
    [InlineData(4, "relu", "kaiming_normal_(layer.weight)")]
    [InlineData(30, "relu", "xavier_uniform_(layer.weight, 0.5)")]
    [InlineData(30, "relu", "normal_(layer.weight, 0, 0.5)")]
    [InlineData(24, "tanh", "xavier_normal_(layer.weight, 5.0 / 3)")]
    [InlineData(30, "selu", "kaiming_normal_(layer.weight, nonlinearity: init.NonlinearityType.Linear)")]
    public async Task ShallowFailingSaturatingAndSelfNormalizingStacksAreSilent(int layers, string activation, string initializer) =>
        await Verify<PlainStackRule>.Findings(Stack(layers, activation, initializer));

    [Theory]
    [InlineData("x = x + layers[i].call(x).relu()")]
    [InlineData("x = norm.call(layers[i].call(x)).relu()")]
    [InlineData("x = torch.cat(new[] { x, layers[i].call(x).relu() }, 1).narrow(1, 0, 64)")]
    public async Task SkipsAndNormalizationsAreSilent(string step) => await Verify<PlainStackRule>.Findings(Model(30, step, "kaiming_normal_(layer.weight)", "Net"));

    [Fact]
    public async Task NormalizationInTheMiddlePartsTheStack() =>
        await Verify<PlainStackRule>.Findings(Model(30, "x = layers[i].call(x).relu(); if (i == 15) x = norm.call(x)", "kaiming_normal_(layer.weight)", "Net"));

    [Fact]
    public async Task OptionSetsTheDepth()
    {
        await Verify<PlainStackRule>.Findings(
            Stack(24, "relu", "kaiming_normal_(layer.weight)"), new Dictionary<string, string> { ["gradguard.GG0104.max_depth"] = "30" });
        await Verify<PlainStackRule>.Findings(
            Stack(12, "relu", "kaiming_normal_(layer.weight)", "[|Net|]"), new Dictionary<string, string> { ["gradguard.GG0104.max_depth"] = "10" });
    }

    [Fact]
    public async Task UnknownDepthIsSilent()
    {
        await Verify<PlainStackRule>.Findings("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net;
                public Net(int depth) : base("net")
                {
                    var layers = new List<Module<Tensor, Tensor>>();
                    for (var i = 0; i < depth; i++) { layers.Add(Linear(64, 64)); layers.Add(ReLU()); }
                    net = Sequential(layers);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
    }

    private static string Stack(int layers, string activation, string initializer, string name = "Net") =>
        Model(layers, $"x = {(activation == "selu" ? "functional.selu(layers[i].call(x))" : $"layers[i].call(x).{activation}()")}", initializer, name);

    private static string Model(int layers, string step, string initializer, string name) => $$"""
        class {{name}} : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new();
            private readonly LayerNorm norm = LayerNorm(64);
            public Net() : base("net")
            {
                for (var i = 0; i < {{layers}}; i++)
                    layers.Add(Linear(64, 64));
                foreach (var layer in layers)
                    init.{{initializer}};
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < layers.Count - 1; i++)
                {
                    {{step}};
                }
                return layers[layers.Count - 1].call(x);
            }
        }
        """;
}
