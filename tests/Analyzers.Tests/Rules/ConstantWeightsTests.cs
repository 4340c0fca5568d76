using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class ConstantWeightsTests
{
    [Theory]
    [InlineData("[|init.zeros_(fc1.weight)|];")]
    [InlineData("[|init.ones_(fc1.weight)|];")]
    [InlineData("[|init.constant_(fc2.weight, 0.01)|];")]
    [InlineData("[|init.zeros_(fc2.weight)|];")]
    [InlineData("[|fc1.weight!.fill_(0.5)|];")]
    [InlineData("using (torch.no_grad()) [|fc1.weight!.zero_()|];")]
    [InlineData("[|init.normal_(fc1.weight, 0.1, 0)|];")]
    [InlineData("[|init.constant_(fc3.weight, 1)|];")]
    [InlineData("foreach (var layer in new[] { fc1, fc2 }) [|init.constant_(layer.weight, 0.1)|];")]
    [InlineData("foreach (var p in parameters()) [|init.constant_(p, 0.1)|];")]
    [InlineData("init.xavier_uniform_(fc1.weight); [|fc1.weight!.mul_(0)|];")]
    public async Task ConstantWeightsAreFound(string constructor)
    {
        var finding = await Verify<ConstantWeightsRule>.Finding(Perceptron(constructor));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
    }

    [Theory]
    [InlineData("[|init.trunc_normal_(fc1.weight, std: 0.02)|];")]
    [InlineData("[|init.trunc_normal_(fc2.weight, 0, 0.02, -1, 1)|];")]
    [InlineData("foreach (var layer in new[] { fc1, fc2 }) [|init.trunc_normal_(layer.weight, std: 0.02)|];")]
    public async Task Truncated_normal_without_a_mean_fills_with_its_deviation_in_the_TorchSharp_of_today(string constructor)
    {
        var finding = await Verify<ConstantWeightsRule>.Finding(Perceptron(constructor));
        Assert.Contains("start as 0.02, since init.trunc_normal_ of TorchSharp up to 0.107 fills a weight with its std where the mean is 0, so its units are copies", finding.GetMessage());
        Assert.EndsWith("Draw them at random (init.normal_ with the same std, and clamp_ where the tails matter).", finding.GetMessage());
    }

    [Theory]
    [InlineData("0.107.0.0", 1)]
    [InlineData("0.107.0.1", 1)]
    [InlineData("0.107.1.0", 0)]
    [InlineData("0.108.0.0", 0)]
    public async Task Truncated_normal_is_left_to_a_later_TorchSharp(string version, int findings)
    {
        var compilation = TestCompilation.OfValid(Perceptron("init.trunc_normal_(fc1.weight, std: 0.02);"));
        var torchSharp = compilation.References.Single(reference => compilation.GetAssemblyOrModuleSymbol(reference) is IAssemblySymbol { Name: "TorchSharp" });

        var found = await TestCompilation.Analyze(
            compilation.ReplaceReference(torchSharp, ReferenceOfVersion.Of(torchSharp, Version.Parse(version))), [Only.Rule<ConstantWeightsRule>()]);

        Assert.Equal(findings, found.Count);
    }

    [Theory]
    [InlineData("init.trunc_normal_(fc1.weight, 0.1, 0.02);")]
    [InlineData("init.trunc_normal_(fc1.bias!, std: 0.02);")]
    [InlineData("init.trunc_normal_(fc1.weight, std: 0.02); init.kaiming_normal_(fc1.weight);")]
    [InlineData("init.trunc_normal_(fc1.weight, std: 0.02); fc1.weight!.requires_grad = false;")]
    public async Task Truncated_normal_that_does_no_harm_is_silent(string constructor) => await Verify<ConstantWeightsRule>.Findings(Perceptron(constructor));

    [Theory]
    [InlineData("init.zeros_(fc1.bias!); init.ones_(fc2.bias!);")]
    [InlineData("init.zeros_(fc3.weight);")]
    [InlineData("init.zeros_(fc1.weight); init.kaiming_normal_(fc1.weight);")]
    [InlineData("init.eye_(fc1.weight);")]
    [InlineData("init.normal_(fc1.weight, 0, 0.01);")]
    [InlineData("init.constant_(fc1.weight, 0.1); fc1.weight!.requires_grad = false;")]
    [InlineData("foreach (var (name, p) in named_parameters()) { if (name.EndsWith(\"bias\")) init.zeros_(p); }")]
    public async Task WhatDoesNoHarmIsSilent(string constructor) => await Verify<ConstantWeightsRule>.Findings(Perceptron(constructor));

    [Theory]
    [InlineData("x + fc2.call(fc1.call(x).relu())")]
    [InlineData("fc2.call(fc1.call(x).relu()) * 0.5 + x")]
    [InlineData("fc3.call(x + fc2.call(fc1.call(x).relu()))")]
    [InlineData("x * (1 + fc2.call(fc1.call(x)))")]
    [InlineData("fc3.call(x) + fc2.call(fc1.call(x))")]
    public async Task BranchThatTheSignalCanAvoidMayStartAtZero(string forward) =>
        await Verify<ConstantWeightsRule>.Findings(Perceptron("init.zeros_(fc2.weight);", forward));

    [Fact]
    public async Task BranchOfOnesIsStillFound() =>
        await Verify<ConstantWeightsRule>.Findings(Perceptron("[|init.ones_(fc2.weight)|];", "x + fc2.call(fc1.call(x).relu())"));

    [Fact]
    public async Task GainOfANormalizationIsNoWeight()
    {
        await Verify<ConstantWeightsRule>.Findings("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Conv2d conv = Conv2d(3, 8, 3);
                private readonly BatchNorm2d norm = BatchNorm2d(8);
                private readonly Linear head = Linear(8, 2);
                public Net() : base("net") { init.ones_(norm.weight); init.zeros_(norm.bias); RegisterComponents(); }
                public override Tensor forward(Tensor x) => head.call(norm.call(conv.call(x)).mean(new long[] { 2, 3 }));
            }
            """);
    }

    [Fact]
    public async Task LogisticRegressionMayStartAtZero()
    {
        await Verify<ConstantWeightsRule>.Findings("""
            class Regression : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 3);
                public Regression() : base("regression") { init.constant_(fc.weight, 0.1); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """);
    }

    [Fact]
    public async Task LayerOfOneUnitHasNoCopies()
    {
        await Verify<ConstantWeightsRule>.Findings("""
            class Scorer : Module<Tensor, Tensor>
            {
                private readonly Linear score = Linear(8, 1), head = Linear(1, 3);
                public Scorer() : base("scorer") { init.ones_(score.weight); RegisterComponents(); }
                public override Tensor forward(Tensor x) => head.call(score.call(x).relu());
            }
            """);
    }

    [Fact]
    public async Task HelperThatDrawsAllLayersIsFoundOnce()
    {
        var finding = await Verify<ConstantWeightsRule>.Finding("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential(Conv2d(3, 8, 3), ReLU(), Conv2d(8, 8, 3), ReLU(), Flatten(), Linear(32, 2));
                public Net() : base("net") { RegisterComponents(); net.apply(Draw); }
                private static void Draw(Module module) { if (module is Conv2d conv) [|init.constant_(conv.weight, 0.05)|]; }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
        Assert.Equal(
            "All weights of 'net.0' start as 0.05, so its units are copies of one another that compute the same, and the layers before them get the same gradient in every unit. Draw them at random (kaiming_normal_).",
            finding.GetMessage());
    }

    private static string Perceptron(string constructor, string forward = "fc3.call(fc2.call(fc1.call(x).relu()).relu())") => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(8, 8), fc2 = Linear(8, 8), fc3 = Linear(8, 8);
            public Net() : base("net") { RegisterComponents(); {{constructor}} }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;

    [Fact]
    public async Task ModelWhoseLayersAnotherClassDrawsIsTold()
    {
        var finding = await Verify<ConstantWeightsRule>.Finding("""
            static class Weights
            {
                public static void Init(Module module)
                {
                    switch (module)
                    {
                        case Linear linear: init.constant_(linear.weight, 0.02); break;
                    }
                }
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential layers = Sequential([|Linear(8, 8)|], ReLU(), Linear(8, 8));
                public Net() : base("net")
                {
                    RegisterComponents();
                    apply(Weights.Init);
                }
                public override Tensor forward(Tensor x) => layers.call(x);
            }
            class Around : Module<Tensor, Tensor>
            {
                private readonly Net net = new();
                public Around() : base("around") => RegisterComponents();
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
        Assert.Contains("'layers.0' start as 0.02", finding.GetMessage());
    }

    [Theory]
    [InlineData("torch.ones(8, 8) * 0.1", "as 0.1, so its units are copies")]
    [InlineData("torch.full(new long[] { 8, 8 }, 0.5)", "as 0.5,")]
    [InlineData("torch.zeros(8, 8)", "as 0, so it passes on nothing")]
    public async Task Parameter_that_the_model_multiplies_by_itself_is_told_at_its_field(string start, string message)
    {
        var finding = await Verify<ConstantWeightsRule>.Finding(RawPerceptron(start, "[|w1|]"));
        Assert.Contains("All weights of 'w1' start " + message, finding.GetMessage());
        Assert.EndsWith("Draw them at random (init.xavier_uniform_).", finding.GetMessage());
    }

    [Theory]
    [InlineData("torch.randn(8, 8) * 0.1")]
    [InlineData("torch.empty(8, 8)", "init.xavier_uniform_(w1);")]
    [InlineData("torch.ones(8, 8)", "w1.requires_grad = false;")]
    [InlineData("torch.eye(8)")]
    [InlineData("Read(new float[64]).view(8, 8)")]
    public async Task Parameter_that_is_drawn_or_frozen_is_silent(string start, string more = "") => await Verify<ConstantWeightsRule>.Findings(RawPerceptron(start, "w1", more));

    [Fact]
    public async Task Model_whose_layers_another_class_makes_and_draws_is_told_once()
    {
        var finding = await Verify<ConstantWeightsRule>.Finding("""
            static class Layers
            {
                public static Linear Flat(long inputs, long outputs)
                {
                    var layer = Linear(inputs, outputs);
                    init.constant_(layer.weight, 0.02);
                    return layer;
                }
            }
            class [|Net|] : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Layers.Flat(8, 8), head = Linear(8, 2);
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => head.call(fc.call(x).relu());
            }
            class Around : Module<Tensor, Tensor>
            {
                private readonly Net net = new();
                public Around() : base("around") => RegisterComponents();
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """);
        Assert.Contains("'fc' start as 0.02", finding.GetMessage());
    }

    private static string RawPerceptron(string start, string name, string more = "") => $$"""
        class Raw : Module<Tensor, Tensor>
        {
            private readonly Parameter {{name}}, w2;
            public Raw() : base("raw")
            {
                w1 = Made({{start}});
                w2 = Made(torch.randn(8, 2) * 0.3);
                {{more}}
                RegisterComponents();
            }
            private static Parameter Made(Tensor start) => nn.Parameter(start);
            private static Tensor Read(float[] stored) { Buffer.BlockCopy(new byte[256], 0, stored, 0, 256); return torch.tensor(stored); }
            public override Tensor forward(Tensor x) => torch.tanh(x.matmul(w1)).matmul(w2);
        }
        """;
}
