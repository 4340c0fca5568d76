using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class DyingReLUTests
{
    [Theory]
    [InlineData("init.constant_(fc.bias!, -1);", "fc.call(x).relu()", "start at -1")]
    [InlineData("init.constant_(fc.bias!, -2.5);", "functional.relu(fc.call(x))", "start at -2.5")]
    public async Task BiasFarBelowZeroIsFound(string setUp, string forward, string message)
    {
        var finding = await Verify<DyingReLURule>.Finding(Model(setUp, forward, "[|Linear(4, 4)|]"));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Theory]
    [InlineData("", "fc.call(x).relu()")]
    [InlineData("init.constant_(fc.bias!, -0.1);", "fc.call(x).relu()")]
    [InlineData("init.constant_(fc.bias!, 1);", "fc.call(x).relu()")]
    [InlineData("init.constant_(fc.bias!, -4.6);", "fc.call(x).sigmoid()")]
    [InlineData("init.constant_(fc.bias!, -1);", "functional.leaky_relu(fc.call(x), 0.1)")]
    [InlineData("init.constant_(fc.bias!, -1);", "fc.call(x)")]
    [InlineData("init.zeros_(fc.bias!);", "fc.call(x).relu()")]
    public async Task OtherBiasesAreSilent(string setUp, string forward) => await Verify<DyingReLURule>.Findings(Model(setUp, forward));

    [Theory]
    [InlineData("torch.optim.SGD(model.parameters(), [|5.0|])", "A learning rate of 5 ")]
    [InlineData("torch.optim.SGD(model.parameters(), learningRate: [|1|])", "A learning rate of 1 ")]
    [InlineData("torch.optim.Adam(model.parameters(), [|0.5|])", "Start from 0.001")]
    [InlineData("torch.optim.AdamW(model.parameters(), lr: [|0.1|])", "A learning rate of 0.1 ")]
    public async Task LargeLearningRateIsFound(string optimizer, string message) =>
        Assert.Contains(message, (await Verify<DyingReLURule>.Finding(Model("", "fc.call(x).relu()") + Use(optimizer))).GetMessage());

    [Theory]
    [InlineData("torch.optim.SGD(model.parameters(), 0.1)")]
    [InlineData("torch.optim.Adam(model.parameters(), 1e-3)")]
    [InlineData("torch.optim.Adam(model.parameters())")]
    [InlineData("torch.optim.SGD(model.parameters(), rate)")]
    [InlineData("torch.optim.SGD(new[] { nn.Parameter(torch.ones(3)) }, 5.0)")]
    public async Task UsualOrUnknownLearningRateIsSilent(string optimizer) => await Verify<DyingReLURule>.Findings(Model("", "fc.call(x).relu()") + Use(optimizer));

    [Fact]
    public async Task LargeLearningRateOfAModelWithoutReLUIsSilent() => await Verify<DyingReLURule>.Findings(Model("", "fc.call(x).tanh()") + Use("torch.optim.SGD(model.parameters(), 5.0)"));

    [Fact]
    public async Task RateThatAScheduleMultipliesIsSilent() => await Verify<DyingReLURule>.Findings(
        Model("", "fc.call(x).relu()") + Use("torch.optim.SGD(model.parameters(), 1.0); var schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, step => 1e-3 * step)"));

    [Fact]
    public async Task LimitsAreOptions() => await Verify<DyingReLURule>.Findings(
        Model("init.constant_(fc.bias!, -1);", "fc.call(x).relu()") + Use("torch.optim.SGD(model.parameters(), 5.0)"),
        new Dictionary<string, string> { ["gradguard.GG0106.min_bias"] = "-2", ["gradguard.GG0106.max_learning_rate"] = "10" });

    private static string Use(string optimizer) => $$"""

        static class Training
        {
            static void Run(double rate)
            {
                var model = new Net();
                var optimizer = {{optimizer}};
            }
        }
        """;

    private static string Model(string setUp, string forward, string layer = "Linear(4, 4)") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = {{layer}};
            public Net() : base("net") { RegisterComponents(); {{setUp}} }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;

    [Fact]
    public async Task Model_whose_layers_another_class_makes_is_told()
    {
        var finding = await Verify<DyingReLURule>.Finding("""
            static class Layers
            {
                public static Linear Sparse(long inputs, long outputs, double bias)
                {
                    var layer = Linear(inputs, outputs);
                    init.constant_(layer.bias!, bias);
                    return layer;
                }
            }
            class [|Coder|] : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Layers.Sparse(8, 8, -5), head = Layers.Sparse(8, 2, 0);
                public Coder() : base("coder") => RegisterComponents();
                public override Tensor forward(Tensor x) => head.call(fc.call(x).relu());
            }
            class Around : Module<Tensor, Tensor>
            {
                private readonly Coder coder = new();
                public Around() : base("around") => RegisterComponents();
                public override Tensor forward(Tensor x) => coder.call(x);
            }
            """);
        Assert.Contains("Biases of 'Coder' start at -5", finding.GetMessage());
    }
}
