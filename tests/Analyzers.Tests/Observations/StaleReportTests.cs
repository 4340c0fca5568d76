using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Observations;

/// <summary>A report of another shape than the source's says that it does not fit, and nothing of today's layers.</summary>
public sealed class StaleReportTests
{
    private const string Two = "private readonly Linear fc1 = Linear(8, 8), fc2 = Linear(8, 8);";

    [Theory]
    [InlineData(Two, "it has 'fc0', which 'Net' lacks", "fc0: Linear 72 2e-9", "fc1: Linear 72", "fc2: Linear 72")]
    [InlineData(Two, "it lacks 'fc2', which the source has", "fc1: Linear 72 2e-9")]
    [InlineData(Two, "its 'fc1' is a Conv2d, and the source's a Linear", "fc1: Conv2d 72 2e-9", "fc2: Linear 72")]
    [InlineData(Two, "its 'fc1' has 136 parameters, and the source's has 72", "fc1: Linear 136 2e-9", "fc2: Linear 72")]
    [InlineData("private readonly Module<Tensor, Tensor> fc1 = Linear(8, 8), act = ReLU(), fc2 = Linear(8, 8);", "its 'act' is a Sigmoid, and the source's a ReLU", "fc1: Linear 72 2e-9", "act: Sigmoid", "fc2: Linear 72")]
    [InlineData("private readonly Conv2d fc1 = Conv2d(3, 8, 3); private readonly Linear fc2 = Linear(8, 8);", "its 'fc1' has 1216 parameters, and the source's has 224", "fc1: Conv2d 1216 2e-9", "fc2: Linear 72")]
    [InlineData("private readonly Sequential fc1 = Sequential(Linear(8, 8), Sigmoid());", "it has 'fc1.2', where the source has 2 entries in 'fc1'", "fc1: Sequential", "fc1.0: Linear 72 2e-9", "fc1.1: Sigmoid", "fc1.2: Linear 72")]
    [InlineData("private readonly Sequential fc1 = Sequential(Linear(8, 8), ReLU());", "its 'fc1.1' is a Sigmoid, and the source's a ReLU", "fc1: Sequential", "fc1.0: Linear 72 2e-9", "fc1.1: Sigmoid")]
    [InlineData("private readonly ModuleList<Linear> fc1 = new(Linear(8, 8), Linear(8, 8));", "it lacks 'fc1.1', which the source has", "fc1: ModuleList", "fc1.0: Linear 72 2e-9")]
    public async Task Report_of_another_shape_says_what_differs(string fields, string difference, params string[] modules)
    {
        var finding = Assert.Single(await Observed.Findings(LayerPlaceTests.Model(fields, "x").Replace("class Net", "class [|Net|]"), Report(modules)));
        Assert.Equal($"The last recorded run (train.gradguard.json of 2026-11-25) no longer fits the source: {difference}. Record a new run.", finding.GetMessage());
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Theory]
    [InlineData("fc1: Linear 72 2e-9", "fc2: Linear 64")]
    [InlineData("fc1: Linear 64 2e-9", "fc2: Linear 8")]
    public async Task Frozen_weights_and_biases_are_no_other_shape(params string[] modules) =>
        await Observed.Finding(LayerPlaceTests.Model(Two.Replace(" fc1", " [|fc1|]"), "fc2.call(fc1.call(x))"), Report(modules));

    [Theory]
    [InlineData("private readonly Linear [|fc1|]; private readonly Linear? fc2; public Net(bool two) : base(\"net\") { fc1 = Linear(8, 8); if (two) fc2 = Linear(8, 8); RegisterComponents(); }")]
    [InlineData("private readonly Linear [|fc1|]; private readonly Linear fc2; public Net(int width) : base(\"net\") { fc1 = Linear(width, width); fc2 = Linear(width, 8); RegisterComponents(); }")]
    [InlineData("private readonly Module<Tensor, Tensor> [|fc1|]; public Net(Module<Tensor, Tensor> first) : base(\"net\") { fc1 = first; RegisterComponents(); }")]
    public async Task What_only_a_run_knows_speaks_against_no_report(string members) => await Observed.Finding(
        $"class Net : Module<Tensor, Tensor> {{ {members} public override Tensor forward(Tensor x) => fc1.call(x); }}",
        Report(members.Contains("fc2") && !members.Contains("two") ? ["fc1: Linear 1056 2e-9", "fc2: Linear 264"] : ["fc1: Linear 72 2e-9"]));

    [Fact]
    public async Task Layers_of_a_plain_list_are_not_missed_in_the_report() => await Observed.Finding("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear [|fc1|] = Linear(8, 8);
            private readonly List<Linear> lost = new() { Linear(8, 8), Linear(8, 8) };
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => lost[0].call(fc1.call(x));
        }
        """, Report("fc1: Linear 72 2e-9"));

    [Fact]
    public async Task Nested_class_of_another_shape_is_noted_at_the_model()
    {
        var finding = Assert.Single(await Observed.Findings("""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Block() : base("block") => RegisterComponents();
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class [|Net|] : Module<Tensor, Tensor>
            {
                private readonly Block block = new();
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => block.call(x);
            }
            """, (new Report("Net") { Modules = ["block: @Block", "block.old: Linear 72 2e-9"], Findings = [Observations.Report.Vanishing("block.old")] }).AsFile()));
        Assert.Contains("it has 'block.old', which 'Block' lacks", finding.GetMessage());
    }

    [Fact]
    public async Task Model_that_is_gone_is_noted_at_the_report()
    {
        var finding = Assert.Single(await Observed.Findings(
            LayerPlaceTests.Model(Two, "fc2.call(fc1.call(x))"), (new Report("Nets.Gone") { Modules = ["fc1: Linear 72 2e-9"], Findings = [Observations.Report.Vanishing("fc1")] }).AsFile()));
        Assert.Equal("The run was of 'Nets.Gone', which neither the project nor its references declare. Record a new run, or delete the report.", finding.GetMessage());
        Assert.Equal("/project/train.gradguard.json", finding.Location.GetLineSpan().Path);
    }

    [Fact]
    public async Task Sequential_that_is_gone_is_noted_at_the_report()
    {
        var finding = Assert.Single(await Observed.Findings(
            "static class Program { static void Main() => Sequential(Linear(8, 8), ReLU(), Linear(8, 8)).call(torch.randn(2, 8)); }",
            (new Report("TorchSharp.Modules.Sequential") { Modules = ["0: Linear 72 2e-9", "1: Sigmoid", "2: Linear 72"], Findings = [Observations.Report.Vanishing("0")] }).AsFile()));
        Assert.Contains("the source has none with its layers", finding.GetMessage());
    }

    [Fact]
    public async Task Stale_report_without_findings_says_nothing() =>
        Assert.Empty(await Observed.Findings(LayerPlaceTests.Model(Two, "fc1.call(x)"), (new Report("Net") { Modules = ["old: Linear 72"] }).AsFile()));

    [Fact]
    public async Task Stale_report_speaks_once_whatever_it_found() => Assert.Single(await Observed.Findings(
        LayerPlaceTests.Model(Two, "fc1.call(x)").Replace("class Net", "class [|Net|]"),
        (new Report("Net")
        {
            Modules = ["old: Linear 72 2e-9"],
            Findings = [Observations.Report.Vanishing("old"), Observations.Report.Finding("exploding_gradient", "old"), Observations.Report.Finding("dead_units", "old")],
        }).AsFile()));

    [Fact]
    public async Task Only_the_last_run_of_a_model_counts() => Assert.Empty(await Observed.Findings(
        LayerPlaceTests.Model(Two, "fc2.call(fc1.call(x))"),
        Report("fc1: Linear 72 2e-9", "fc2: Linear 72"),
        (new Report("Net") { Modules = ["fc1: Linear 72", "fc2: Linear 72"], Started = "2026-11-26T08:00:00+00:00" }).AsFile("/project/later.gradguard.json")));

    [Fact]
    public async Task Runs_of_two_models_are_both_shown() => Assert.Equal(2, (await Observed.Findings(
        LayerPlaceTests.Model("private readonly Linear [|fc1|] = Linear(8, 8);", "fc1.call(x)") + LayerPlaceTests.Model("private readonly Linear [|fc1|] = Linear(8, 8);", "fc1.call(x)").Replace("Net", "Other"),
        Report("fc1: Linear 72 2e-9"),
        (new Report("Other") { Modules = ["fc1: Linear 72 3e-9"], Findings = [Observations.Report.Vanishing("fc1")] }).AsFile("/project/other.gradguard.json"))).Count);

    [Fact]
    public async Task Grouped_layers_are_shown_at_their_block() => await Observed.Finding("""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 8);
            public Block() : base("block") => RegisterComponents();
            public override Tensor forward(Tensor x) => fc.call(x);
        }
        class Net : Module<Tensor, Tensor>
        {
            private readonly Block [|first|] = new(), second = new();
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => second.call(first.call(x));
        }
        """, (new Report("Net")
    {
        Modules = ["first: @Block 720 2e-9", "first.fc: Linear", "second: @Block 720", "second.fc: Linear"],
        Findings = [Observations.Report.Vanishing("first")],
        LayersDropped = 8,
    }).AsFile());

    private static AdditionalText Report(params string[] modules) =>
        (new Report("Net") { Modules = [.. modules], Findings = [Observations.Report.Vanishing(modules.First(module => module.EndsWith("2e-9")).Split(':')[0])] }).AsFile();
}
