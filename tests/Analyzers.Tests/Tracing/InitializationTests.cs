using GradGuard.Signal;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Calls of torch.nn.init change how a layer's weights are drawn, wherever they stand.</summary>
public sealed class InitializationTests
{
    private const string He = "kaiming_normal_(1.4142)";

    [Theory]
    [InlineData("init.kaiming_normal_(fc.weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("init.kaiming_normal_(fc.weight, 0, init.FanInOut.FanIn, init.NonlinearityType.ReLU); init.zeros_(fc.bias);", He)]
    [InlineData("init.kaiming_uniform_(fc.weight, a: Math.Sqrt(5));", "kaiming_uniform_(0.5774)")]
    [InlineData("init.xavier_uniform_(fc.weight, gain: init.calculate_gain(init.NonlinearityType.Tanh));", "xavier(1.6667)")]
    [InlineData("init.xavier_normal_(fc.weight);", "xavier(1)")]
    [InlineData("init.orthogonal_(fc.weight, Math.Sqrt(2));", "orthogonal_(1.4142)")]
    [InlineData("init.normal_(fc.weight, 0, 0.02);", "normal_(0, 0.02)")]
    [InlineData("init.uniform_(fc.weight, -0.1, 0.1);", "uniform_(-0.1, 0.1)")]
    [InlineData("init.constant_(fc.weight, 0.5);", "constant_(0.5)")]
    [InlineData("fc.weight.normal_(0, 0.02);", "normal_(0, 0.02)")]
    [InlineData("using (torch.no_grad()) { fc.weight.fill_(0.5); }", "constant_(0.5)")]
    [InlineData("init.xavier_normal_(fc.weight); using var _ = torch.no_grad(); fc.weight.mul_(0.5);", "xavier(1) times(0.5)")]
    [InlineData("init.normal_(fc.weight, 0, scale);", "unknown")]
    [InlineData("foreach (var m in modules()) if (m is Linear linear) init.kaiming_normal_(linear.weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("foreach (var m in this.modules()) { switch (m) { case Linear l: init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU); break; case Conv2d _: throw new Exception(); } }", He)]
    [InlineData("foreach (var l in modules().OfType<Linear>()) init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("foreach (var (name, m) in named_modules()) if (name == \"fc\" && m is Linear l) init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("foreach (var p in parameters()) if (p.dim() > 1) init.kaiming_normal_(p, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("foreach (var p in parameters()) if (p.shape.Length >= 2) init.kaiming_normal_(p, nonlinearity: init.NonlinearityType.ReLU); else init.zeros_(p);", He)]
    [InlineData("foreach (var (name, p) in named_parameters()) if (name.EndsWith(\"weight\")) init.kaiming_normal_(p, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("foreach (var np in named_parameters()) if (np.name.Contains(\"weight\")) init.kaiming_normal_(np.parameter, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("var weights = state_dict(); foreach (var key in weights.Keys.Where(k => k.EndsWith(\"weight\"))) init.kaiming_normal_(weights[key], nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("foreach (var (name, p) in state_dict()) if (name == \"fc.weight\") init.kaiming_normal_(p, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("apply(m => { if (m is Linear l) init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU); });", He)]
    [InlineData("apply(Init); static void Init(nn.Module m) { if (m is not Linear l) return; init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU); }", He)]
    [InlineData("apply(Init); static void Init(nn.Module m) { var name = m.GetType().Name; if (name.Contains(\"Lin\")) init.kaiming_normal_(((Linear)m).weight, nonlinearity: init.NonlinearityType.ReLU); }", He)]
    [InlineData("apply(m => { if (m.GetType().FullName == \"TorchSharp.Modules.Linear\") init.kaiming_normal_(((Linear)m).weight, nonlinearity: init.NonlinearityType.ReLU); });", He)]
    [InlineData("foreach (var m in modules()) if (m.GetType() == typeof(Linear)) init.kaiming_normal_(((Linear)m).weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("foreach (var m in modules()) if (m.GetType() != typeof(Conv2d)) init.kaiming_normal_(((Linear)m).weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("foreach (var m in modules()) if (m.GetName() == \"Linear\") init.kaiming_normal_(((Linear)m).weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("InitWeights(fc); void InitWeights(Linear l) => init.kaiming_normal_(l.weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("if (fc.bias is not null) init.kaiming_normal_(fc.weight, nonlinearity: init.NonlinearityType.ReLU);", He)]
    [InlineData("init.zeros_(fc.bias);", "default")]
    [InlineData("using var _ = torch.no_grad(); fc.weight.copy_(torch.randn_like(fc.weight));", "normal_(0, 1)")]
    [InlineData("using var _ = torch.no_grad(); fc.weight!.copy_(torch.randn(8, 8) * 0.05);", "normal_(0, 1) times(0.05)")]
    [InlineData("using var _ = torch.no_grad(); fc.weight.copy_(torch.full(new long[] { 8, 8 }, 0.1));", "constant_(0.1)")]
    [InlineData("using var _ = torch.no_grad(); fc.weight.copy_(torch.randn(8, 8) * scale);", "unknown")]
    public void WeightIsDrawnAsTheCodeSays(string initialise, string expected)
    {
        var graph = GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net(double scale) : base("n") { RegisterComponents(); {{initialise}} }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """);

        Assert.Equal($"0 x: input\n1 fc: linear 8 -> 8{(expected == "default" ? "" : $", {expected}")} <- 0", graph);
    }

    [Theory]
    [InlineData("foreach (var p in parameters()) p.mul_(0.1);", 0.01 / 24)]
    [InlineData("fc.bias!.div_(2);", 0.25 / 24)]
    [InlineData("init.normal_(fc.bias, 0, 0.3); fc.bias!.mul_(-2);", 0.36)]
    [InlineData("fc.bias!.mul_(0);", 0)]
    public void ABiasIsMultipliedAsAWeightIs(string initialise, double variance)
    {
        var trace = GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net() : base("n") { RegisterComponents(); using var _ = torch.no_grad(); {{initialise}} }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """);

        var layer = Assert.Single(Assert.Single(trace.Variants).Graph.Nodes.OfType<LinearNode>());
        Assert.Equal(variance, layer.Bias!.Variance(fanIn: 8), 9);
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("foreach (var (name, p) in lstm.named_parameters()) if (name.Contains(\"bias\")) init.zeros_(p);", 0.0, null)]
    [InlineData("init.zeros_(lstm.get_parameter(\"bias_ih_l0\")!); init.constant_(lstm.get_parameter(\"bias_ih_l0\")!.narrow(0, 8, 8), 1);", 0.0, 1.0)]
    [InlineData("var b = lstm.get_parameter(\"bias_ih_l0\")!; b.zero_(); b[TensorIndex.Slice(hidden, 2 * hidden)].fill_(1);", 0.0, 1.0)]
    [InlineData("var b = lstm.get_parameter(\"bias_ih_l0\")!; b.zero_(); b.slice(0, hidden, 2 * hidden, 1).fill_(1);", 0.0, 1.0)]
    [InlineData("foreach (var b in new[] { lstm.get_parameter(\"bias_ih_l0\")!, lstm.get_parameter(\"bias_hh_l0\")! }) { init.zeros_(b); var n = b.shape[0]; b[TensorIndex.Slice(n / 4, n / 2)].fill_(1); }", 0.0, 2.0)]
    [InlineData("lstm.get_parameter(\"bias_ih_l0\")!.chunk(4)[1].fill_(3);", null, 3.0)]
    [InlineData("lstm.get_parameter(\"bias_ih_l0\")!.narrow(0, 8, 8).fill_(3); init.zeros_(lstm.get_parameter(\"bias_ih_l0\")!);", 0.0, null)]
    [InlineData("lstm.get_parameter(\"bias_ih_l0\")!.narrow(0, 0, 8).fill_(3);", null, null)]
    public void TheBiasesOfAnLstmAreDrawnAsTheCodeSaysAndThoseOfItsForgetGatesApart(string initialise, double? bias, double? forget)
    {
        var trace = GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly LSTM lstm;
                public Net(int hidden = 8) : base("n")
                {
                    lstm = LSTM(4, hidden, batchFirst: true);
                    RegisterComponents();
                    using var _ = torch.no_grad();
                    {{initialise}}
                }
                public override Tensor forward(Tensor x) => lstm.call(x).Item1;
            }
            """);

        var layer = Assert.Single(Assert.Single(trace.Variants).Graph.Nodes.OfType<RecurrentNode>());
        Assert.Equal(bias, layer.InputBias?.Mean);
        Assert.Equal(forget, layer.ForgetBias);
    }

    [Fact]
    public void LayersOfNestedModulesAreInitialisedTooAndInTheRightOrder()
    {
        Assert.Equal(
            """
            0 x: input
            1 blocks.0.fc: linear 8 -> 8, orthogonal_(1) <- 0
            2 blocks.1.fc: linear 8 -> 8, orthogonal_(1) <- 1
            3 head: linear 8 -> 1, constant_(0) <- 2
            """,
            GraphText.OfClass("""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Block() : base("block") { init.xavier_normal_(fc.weight); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential blocks = Sequential(new Block(), new Block());
                private readonly Linear head = Linear(8, 1);
                public Net() : base("n")
                {
                    RegisterComponents();
                    foreach (var module in modules())
                        if (module is Linear linear)
                            init.orthogonal_(linear.weight);
                    init.zeros_(head.weight);
                }
                public override Tensor forward(Tensor x) => head.call(blocks.call(x));
            }
            """));
    }

    [Theory]
    [InlineData("conv.weight!.numel() / conv.weight!.shape[0]")]
    [InlineData("conv.weight!.shape[1] * conv.weight!.shape[2] * conv.weight!.shape[3]")]
    public void AKernelSaysItsFanInAsTheShapeThatItHas(string fanIn) => Assert.Contains("normal_(0, 0.1667)", GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv = Conv2d(8, 16, 3, groups: 2);
            public Net() : base("n")
            {
                RegisterComponents();
                init.normal_(conv.weight, 0, 1 / Math.Sqrt({{fanIn}}));
            }
            public override Tensor forward(Tensor x) => conv.call(x);
        }
        """));

    [Fact]
    public void AWayThatCastsAModuleToAnotherClassMakesNoModel() => Assert.All(
        GraphText.VariantsOf("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                private readonly BatchNorm1d norm = BatchNorm1d(8);
                public Net() : base("n")
                {
                    RegisterComponents();
                    foreach (var m in modules())
                        if (Environment.GetEnvironmentVariable("INIT") is not null)
                            init.normal_(((Linear)m).weight, 0, 0.02);
                }
                public override Tensor forward(Tensor x) => norm.call(fc.call(x));
            }
            """),
        graph => Assert.DoesNotContain("gain", graph));

    [Fact]
    public void GainOfANormalizationCanStartAtZero()
    {
        Assert.Equal("0 x: input\n1 fc: linear 8 -> 8 <- 0\n2 norm: Layer norm, gain 0 <- 1\n3 add: add <- 0, 2", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                private readonly LayerNorm norm = LayerNorm(8);
                public Net() : base("n") { RegisterComponents(); init.zeros_(norm.weight); }
                public override Tensor forward(Tensor x) => x + norm.call(fc.call(x));
            }
            """));
    }

    [Theory]
    [InlineData("public sealed class Constant : IStart { public void Draw(nn.Module module) { foreach (var (name, p) in module.named_parameters()) if (name.EndsWith(\"weight\")) init.constant_(p, 0.1); } }", "constant_(0.1)")]
    [InlineData("public sealed class Small : IStart { public void Draw(nn.Module module) => module.apply(m => { if (m is Linear l) init.normal_(l.weight, 0, 0.01); }); }", "normal_(0, 0.01)")]
    [InlineData("public sealed class One : IStart { public void Draw(nn.Module module) { } } public sealed class Other : IStart { public void Draw(nn.Module module) { } }", "unknown")]
    [InlineData("", "unknown")]
    public void What_draws_the_weights_through_an_interface_is_its_only_implementation(string implementations, string expected)
    {
        var graph = GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net(IStart start) : base("n") { RegisterComponents(); start.Draw(this); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            public interface IStart { void Draw(nn.Module module); }
            {{implementations}}
            """);

        Assert.Equal($"0 x: input\n1 fc: linear 8 -> 8, {expected} <- 0", graph);
    }

    [Fact]
    public void Whoever_makes_a_model_may_draw_its_weights_through_an_interface()
    {
        var graph = GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            public interface IStart { void Draw(nn.Module module); }
            public sealed class Constant : IStart { public void Draw(nn.Module module) { foreach (var (name, p) in module.named_parameters()) if (name.EndsWith("weight")) init.constant_(p, 0.1); } }
            class Service
            {
                private readonly Net net;
                public Service(IStart start) { net = new Net(); start.Draw(net); }
            }
            """);

        Assert.Equal("0 x: input\n1 fc: linear 8 -> 8, constant_(0.1) <- 0", graph);
    }
}
