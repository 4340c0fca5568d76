using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class MismatchedInitializerTests
{
    [Theory]
    [InlineData("[|init.xavier_uniform_(fc1.weight)|];", "fc1.call(x).relu()")]
    [InlineData("[|init.xavier_normal_(fc1.weight)|];", "functional.leaky_relu(fc1.call(x), 0.1)")]
    [InlineData("[|init.xavier_normal_(fc1.weight)|];", "functional.dropout(fc1.call(x), 0.5).relu()")]
    [InlineData("[|init.kaiming_normal_(fc1.weight)|];", "fc1.call(x).tanh()")]
    [InlineData("[|init.kaiming_normal_(fc1.weight)|];", "functional.softsign(fc1.call(x))")]
    [InlineData("[|init.kaiming_uniform_(fc1.weight, nonlinearity: init.NonlinearityType.ReLU)|];", "functional.hardtanh(fc1.call(x))")]
    [InlineData("foreach (var l in new[] { fc1, fc2 }) [|init.xavier_uniform_(l.weight)|];", "fc1.call(x).relu()")]
    public async Task InitializerOfTheOtherFamilyIsFound(string constructor, string hidden)
    {
        var finding = await Verify<MismatchedInitializerRule>.Finding(Perceptron(constructor, hidden));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Theory]
    [InlineData("init.xavier_uniform_(fc1.weight);", "fc1.call(x).tanh()")]
    [InlineData("init.xavier_uniform_(fc1.weight);", "fc1.call(x)")]
    [InlineData("init.xavier_uniform_(fc1.weight, Math.Sqrt(2));", "fc1.call(x).relu()")]
    [InlineData("init.xavier_uniform_(fc1.weight, init.calculate_gain(init.NonlinearityType.ReLU));", "fc1.call(x).relu()")]
    [InlineData("init.kaiming_normal_(fc1.weight);", "fc1.call(x).relu()")]
    [InlineData("init.kaiming_uniform_(fc1.weight, a: Math.Sqrt(5));", "fc1.call(x).tanh()")]
    [InlineData("init.kaiming_normal_(fc1.weight, nonlinearity: init.NonlinearityType.Tanh);", "fc1.call(x).tanh()")]
    [InlineData("init.xavier_uniform_(fc1.weight);", "norm.call(fc1.call(x)).relu()")]
    [InlineData("init.xavier_uniform_(fc1.weight);", "functional.gelu(fc1.call(x))")]
    [InlineData("init.kaiming_normal_(fc1.weight);", "x * fc1.call(x).sigmoid()")]
    [InlineData("init.xavier_uniform_(fc2.weight);", "fc1.call(x).relu()")]
    [InlineData("init.xavier_uniform_(fc1.weight);", "x + fc2.call(fc1.call(x).relu())", "fc3.call(h)")]
    [InlineData("init.kaiming_normal_(fc2.weight);", "fc1.call(x).relu()", "fc2.call(h).sigmoid()")]
    [InlineData("", "fc1.call(x).relu()")]
    [InlineData("foreach (var l in new[] { fc1, fc2 }) init.xavier_uniform_(l.weight);", "fc1.call(x).relu()", "fc3.call(fc2.call(h).tanh())")]
    [InlineData("init.xavier_uniform_(fc1.weight);", "x.ndim > 2 ? fc1.call(x).relu() : fc1.call(x).tanh()")]
    public async Task InitializerThatFitsIsSilent(string constructor, string hidden, string output = "fc2.call(h)") =>
        await Verify<MismatchedInitializerRule>.Findings(Perceptron(constructor, hidden, output));

    // Where a stack with the initializer by the book is predicted to lose more than with what stands there.
    [Theory]
    [InlineData("init.kaiming_normal_(fc1.weight);", "torch.sigmoid(fc1.call(x))")]
    [InlineData("init.kaiming_normal_(fc1.weight);", "functional.hardsigmoid(fc1.call(x))")]
    [InlineData("init.kaiming_normal_(fc1.weight);", "functional.logsigmoid(fc1.call(x))")]
    public async Task InitializerThatTheOtherWouldMakeWorseIsSilent(string constructor, string hidden) =>
        await Verify<MismatchedInitializerRule>.Findings(Perceptron(constructor, hidden));

    [Fact]
    public async Task MessageSaysWhatItCosts()
    {
        var finding = await Verify<MismatchedInitializerRule>.Finding(Perceptron("[|init.xavier_uniform_(fc1.weight)|];", "fc1.call(x).relu()"));
        Assert.Equal(
            "Xavier initialisation, made for linear and tanh layers, draws the weights of 'fc1', but ReLU follows: the mean square of its signal is 0.5 of what He initialisation would give. Use kaiming_normal_ with nonlinearity ReLU.",
            finding.GetMessage());
    }

    [Fact]
    public async Task MessageAdvisesTanhTheGainThatThePredictionPrefers()
    {
        var finding = await Verify<MismatchedInitializerRule>.Finding(Perceptron("[|init.kaiming_normal_(fc1.weight)|];", "fc1.call(x).tanh()"));
        Assert.Equal(
            "He initialisation, made for ReLU, draws the weights of 'fc1', but Tanh follows: the mean square of its signal is 2 of what Xavier initialisation would give. Use xavier_normal_.",
            finding.GetMessage());
    }

    [Theory]
    [InlineData(640, 64, false)]
    [InlineData(64, 640, true)]
    public async Task NarrowLayerForWhichBothVariancesAgreeIsSilent(int from, int to, bool isFound)
    {
        var call = isFound ? "[|init.xavier_uniform_(fc1.weight)|]" : "init.xavier_uniform_(fc1.weight)";
        await Verify<MismatchedInitializerRule>.Findings($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1 = Linear({{from}}, {{to}}), fc2 = Linear({{to}}, 2);
                public Net() : base("net") { RegisterComponents(); {{call}}; }
                public override Tensor forward(Tensor x) => fc2.call(fc1.call(x).relu());
            }
            """);
    }

    [Fact]
    public async Task OptionSetsTheLeastNumberOfLayers()
    {
        await Verify<MismatchedInitializerRule>.Findings(
            Perceptron("init.xavier_uniform_(fc1.weight);", "fc1.call(x).relu()"), new Dictionary<string, string> { ["gradguard.GG0301.min_layers"] = "2" });
    }

    private static string Perceptron(string constructor, string hidden, string output = "fc2.call(h)") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(8, 8), fc2 = Linear(8, 8), fc3 = Linear(8, 8);
            private readonly BatchNorm1d norm = BatchNorm1d(8);
            public Net() : base("net") { RegisterComponents(); {{constructor}} }
            public override Tensor forward(Tensor x)
            {
                var h = {{hidden}};
                return {{output}};
            }
        }
        """;
}
