using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class PlainRecurrenceTests
{
    [Theory]
    [InlineData("RNN", "[|RNN(8, 16)|]", "")]
    [InlineData("RNN", "[|nn.RNN(8, 16, 2)|]", "")]
    [InlineData("RNN", "[|RNN(8, 16, 1, NonLinearities.ReLU)|]", "")]
    public async Task PlainRecurrenceIsFound(string type, string layer, string constructor)
    {
        var finding = await Verify<PlainRecurrenceRule>.Finding(Model(type, layer, constructor));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Theory]
    [InlineData("LSTM", "LSTM(8, 16)")]
    [InlineData("GRU", "GRU(8, 16)")]
    public async Task GatedRecurrenceIsSilent(string type, string layer) => await Verify<PlainRecurrenceRule>.Findings(Model(type, layer, ""));

    [Theory]
    [InlineData("init.orthogonal_(p)", false)]
    [InlineData("init.eye_(p)", false)]
    [InlineData("init.normal_(p, 0, 0.05)", true)]
    [InlineData("init.uniform_(p, -0.1, 0.1)", true)]
    [InlineData("init.normal_(p, 0, 0.25)", false)]
    [InlineData("init.xavier_uniform_(p, 0.5)", true)]
    [InlineData("p.copy_(torch.eye(16))", false)]
    public async Task StateWeightsDecide(string draw, bool isFound)
    {
        await Verify<PlainRecurrenceRule>.Findings(Model(
            "RNN", isFound ? "[|RNN(8, 16)|]" : "RNN(8, 16)", $$"""foreach (var (name, p) in rnn.named_parameters()) { if (name == "weight_hh_l0") {{draw}}; }"""));
    }

    [Theory]
    [InlineData("for (var t = 0; t < 100; t++) h = cell.call(x[t], h);", true)]
    [InlineData("for (var t = 0; t < 5; t++) h = cell.call(x[t], h);", false)]
    [InlineData("for (var t = 0; t < x.shape[0]; t++) h = cell.call(x[t], h);", true)]
    [InlineData("foreach (var step in x.unbind(1)) h = cell.call(step, h);", true)]
    [InlineData("h = cell.call(x, h);", true)]
    public async Task CellInALoop(string loop, bool isFound)
    {
        var cell = isFound ? "[|RNNCell(8, 16)|]" : "RNNCell(8, 16)";
        await Verify<PlainRecurrenceRule>.Findings($$"""
            class Net : Module<Tensor, Tensor, Tensor>
            {
                private readonly RNNCell cell = {{cell}};
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x, Tensor h)
                {
                    {{loop}}
                    return h;
                }
            }
            """);
    }

    [Fact]
    public async Task CellWithAnOrthogonalStateIsSilent() => await Verify<PlainRecurrenceRule>.Findings("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly RNNCell cell = RNNCell(8, 16);
            public Net() : base("net") { RegisterComponents(); init.orthogonal_(cell.weight_hh!); }
            public override Tensor forward(Tensor x)
            {
                Tensor? h = null;
                foreach (var step in x.unbind(1)) h = cell.call(step, h);
                return h!;
            }
        }
        """);

    [Fact]
    public async Task MessageComputesWhatIsLeft()
    {
        var finding = await Verify<PlainRecurrenceRule>.Finding(Model("RNN", "[|RNN(8, 16)|]", ""));
        Assert.Equal(
            "'rnn' is a recurrent layer without gates: each step leaves at most 0.58 of the gradient's norm, so over 12 steps it falls below 1.4e-3. Use LSTM or GRU, or start its state weights orthogonal.",
            finding.GetMessage());
    }

    [Fact]
    public async Task OptionSetsTheSteps()
    {
        var finding = await Verify<PlainRecurrenceRule>.Finding(Model("RNN", "[|RNN(8, 16)|]", ""), new Dictionary<string, string> { ["gradguard.GG0105.max_steps"] = "40" });
        Assert.Contains("over 40 steps", finding.GetMessage());
    }

    private static string Model(string type, string layer, string constructor) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly {{type}} rnn = {{layer}};
            private readonly Linear head = Linear(16, 2);
            public Net() : base("net") { RegisterComponents(); {{constructor}} }
            public override Tensor forward(Tensor x) => head.call(rnn.call(x).Item1);
        }
        """;
}
