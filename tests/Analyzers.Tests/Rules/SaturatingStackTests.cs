using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class SaturatingStackTests
{
    [Fact]
    public async Task DeepSigmoidSequentialWarnsWithDepthBoundAndPrediction()
    {
        var finding = await Verify<SaturatingStackRule>.Finding("""
            static class Program
            {
                static Sequential Build() => Sequential(
                    Linear(64, 64), [|Sigmoid()|], Linear(64, 64), Sigmoid(), Linear(64, 64), Sigmoid(), Linear(64, 64), Sigmoid(),
                    Linear(64, 64), Sigmoid(), Linear(64, 10));
            }
            """);

        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Equal(5, finding.AdditionalLocations.Count);
        Assert.Matches("'Build' passes its gradient through 5 saturating activations \\(Sigmoid\\) in a row; their slopes alone let at most 9.8e-4 of a gradient pass, and the first layer is predicted to get [0-9.e-]+ of the last layer's gradient\\.", finding.GetMessage());
        Assert.InRange(double.Parse(finding.Properties["PredictedLog10Ratio"]!, System.Globalization.CultureInfo.InvariantCulture), -5, -3);
    }

    [Fact]
    public async Task LoopBuiltTopLevelSequentialWarnsOnceAtTheActivation()
    {
        await Verify<SaturatingStackRule>.Finding("""
            var layers = new List<Module<Tensor, Tensor>>();
            for (int i = 0; i < 12; i++)
            {
                layers.Add(Linear(32, 32));
                layers.Add([|Sigmoid()|]);
            }
            layers.Add(Linear(32, 1));
            var model = Sequential(layers);
            var optimizer = torch.optim.Adam(model.parameters());
            for (int epoch = 0; epoch < 1000; epoch++)
            {
                optimizer.zero_grad();
                var loss = functional.mse_loss(model.call(torch.randn(8, 32)), torch.zeros(8, 1));
                loss.backward();
                optimizer.step();
            }
            """);
    }

    [Fact]
    public async Task ModuleWithFunctionalActivationsWarns()
    {
        await Verify<SaturatingStackRule>.Finding("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64), fc3 = Linear(64, 64), fc4 = Linear(64, 64), fc5 = Linear(64, 64), fc6 = Linear(64, 2);
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    x = [|torch.sigmoid(fc1.call(x))|];
                    x = fc2.call(x).sigmoid();
                    x = functional.sigmoid(fc3.call(x));
                    x = fc4.call(x).sigmoid_();
                    x = torch.sigmoid(fc5.call(x));
                    return fc6.call(x);
                }
            }
            """);
    }

    [Fact]
    public async Task EightTanhWithAHealthyPredictionAreInfo()
    {
        var finding = await Verify<SaturatingStackRule>.Finding("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential();
                public Net() : base("net")
                {
                    for (var i = 0; i < 8; i++)
                        net.append(Linear(64, 64)).append([|Tanh()|]);
                    net.append(Linear(64, 4));
                    RegisterComponents();
                    foreach (var m in modules())
                        if (m is Linear l)
                            init.xavier_normal_(l.weight, init.calculate_gain(init.NonlinearityType.Tanh));
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);

        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Theory]
    [InlineData("Linear(64, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 10)")]
    [InlineData("Linear(64, 64), Sigmoid(), Linear(64, 64), Sigmoid(), Linear(64, 1), Sigmoid()")]
    [InlineData("Linear(64, 64), Tanh(), Linear(64, 64), Tanh(), Linear(64, 64), Tanh(), Linear(64, 64), Tanh(), Linear(64, 10)")]
    [InlineData("Linear(64, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 1), Sigmoid()")]
    public async Task ShallowOrUnsaturatedStackIsSilent(string layers)
    {
        await Verify<SaturatingStackRule>.Findings($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential({{layers}});
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
    }

    [Fact]
    public async Task BatchNormCuresSigmoidAndIsSilent()
    {
        await Verify<SaturatingStackRule>.Findings(Stack("Linear(64, 64), BatchNorm1d(64), Sigmoid()", 10));
    }

    [Fact]
    public async Task LayerNormDoesNotCureSigmoid()
    {
        var finding = await Verify<SaturatingStackRule>.Finding(Stack("Linear(64, 64), LayerNorm(64), [|Sigmoid()|]", 10));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
    }

    [Fact]
    public async Task SkipAroundEachActivationIsSilent()
    {
        await Verify<SaturatingStackRule>.Findings("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> layers = new();
                private readonly Linear head = Linear(64, 2);
                public Net() : base("net")
                {
                    for (var i = 0; i < 12; i++) layers.Add(Linear(64, 64));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    foreach (var layer in layers)
                        x = x + layer.call(x).sigmoid();
                    return head.call(x);
                }
            }
            """);
    }

    [Fact]
    public async Task GatesAreNotAStack()
    {
        await Verify<SaturatingStackRule>.Findings("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> values = new(), gates = new();
                private readonly Linear head = Linear(64, 2);
                public Net() : base("net")
                {
                    for (var i = 0; i < 12; i++) { values.Add(Linear(64, 64)); gates.Add(Linear(64, 64)); }
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    for (var i = 0; i < 12; i++)
                        x = x * gates[i].call(x).sigmoid() + values[i].call(x);
                    return head.call(x);
                }
            }
            """);
    }

    [Fact]
    public async Task DepthThatIsAParameterIsInfoWithTheCountFromWhichItVanishes()
    {
        var finding = await Verify<SaturatingStackRule>.Finding("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential();
                public Net(int width, int depth) : base("net")
                {
                    for (var i = 0; i < depth; i++)
                    {
                        net.append(Linear(width, width));
                        net.append([|Sigmoid()|]);
                    }
                    net.append(Linear(width, 1));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);

        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains("repeats a block with a saturating activation (Sigmoid) depth times", finding.GetMessage());
    }

    [Fact]
    public async Task ActivationsOfABlockElsewhereAreReportedAtTheModel()
    {
        await Verify<SaturatingStackRule>.Finding("""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(64, 64);
                public Block() : base("block") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x).sigmoid();
            }
            class [|Net|] : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential(Enumerable.Range(0, 8).Select(_ => new Block()));
                private readonly Linear head = Linear(64, 1);
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => head.call(net.call(x));
            }
            """);
    }

    [Fact]
    public async Task UnknownPartKeepsTheRuleFromWarning()
    {
        var findings = await Verify<SaturatingStackRule>.Findings("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1 = Linear(64, 64), fc2 = Linear(64, 64), fc3 = Linear(64, 64), fc4 = Linear(64, 64), fc5 = Linear(64, 64), fc6 = Linear(64, 2);
                private readonly Module<Tensor, Tensor> other;
                public Net(Module<Tensor, Tensor> other) : base("net") { this.other = other; RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    x = fc3.call(fc2.call(fc1.call(x).sigmoid()).sigmoid()).sigmoid();
                    x = other.call(x);
                    return fc6.call(fc5.call(fc4.call(x).sigmoid()).sigmoid());
                }
            }
            """);
        Assert.Empty(findings);
    }

    [Fact]
    public async Task OneHealthyWayThroughTheCodeIsEnoughToStaySilent()
    {
        await Verify<SaturatingStackRule>.Findings("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential();
                public Net(bool smooth) : base("net")
                {
                    for (var i = 0; i < 10; i++)
                    {
                        net.append(Linear(64, 64));
                        net.append(smooth ? Sigmoid() : ReLU());
                    }
                    net.append(Linear(64, 1));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
    }

    [Fact]
    public async Task DepthAndRatioAreOptions()
    {
        var tanh = Stack("Linear(64, 64), [|Tanh()|]", 4);
        await Verify<SaturatingStackRule>.Finding(tanh, new Dictionary<string, string> { ["gradguard.GG0101.max_depth"] = "4" });

        var sigmoid = Stack("Linear(64, 64), Sigmoid()", 5);
        await Verify<SaturatingStackRule>.Findings(sigmoid, new Dictionary<string, string> { ["gradguard.gg0101.min_ratio"] = "1e-9" });
    }

    private static string Stack(string block, int times)
    {
        var rest = block.Replace("[|", "").Replace("|]", "");
        return $$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential({{string.Join(", ", Enumerable.Range(0, times).Select(i => i == 0 ? block : rest))}}, Linear(64, 10));
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """;
    }
}
