using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Observed;

/// <summary>What a recorded run measured, at the declaration of the layer.</summary>
public sealed class ObservedRuleTests
{
    private const string Plain = """
        namespace Nets;
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(64, 64);
            private readonly Linear fc2 = Linear(64, 10);
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => fc2.call(fc1.call(x).sigmoid());
        }
        """;

    private static readonly Report PlainRun = new("Nets.Net", ("fc1", "Linear", 4160), ("fc2", "Linear", 650));

    [Fact]
    public async Task Without_a_report_nothing_is_said() => Assert.Empty(await Analyze(Plain));

    [Fact]
    public async Task A_vanishing_gradient_is_told_at_the_field_with_the_number_the_run_and_the_step()
    {
        var found = Assert.Single(await Analyze(Plain, PlainRun.Found("vanishing_gradient", "fc1")));

        Assert.Equal("GG0901", found.Id);
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
        Assert.Equal("fc1", Marked(found));
        Assert.Equal("'fc1' received 3e-9 of the last layer's gradient in the run of 2026-11-25 (400 steps; vanishing from step 18). Mend it.", found.GetMessage());
    }

    [Theory]
    [InlineData("exploding_gradient", "GG0902")]
    [InlineData("non_finite_gradient", "GG0902")]
    [InlineData("dead_units", "GG0903")]
    [InlineData("saturated_activations", "GG0903")]
    [InlineData("missing_gradient", "GG0903")]
    [InlineData("stalled_layer", "GG0903")]
    [InlineData("identical_units", "GG0903")]
    public async Task Each_symptom_has_its_rule(string symptom, string id)
    {
        var found = Assert.Single(await Analyze(Plain, PlainRun.Found(symptom, "fc2", message: "it was 4e5 times what it was.")));

        Assert.Equal(id, found.Id);
        Assert.Equal("fc2", Marked(found));
        Assert.Equal("In the run of 2026-11-25, from step 18: 'fc2': it was 4e5 times what it was. Mend it.", found.GetMessage());
    }

    [Theory]
    [InlineData("layer_imbalance", "warning", null)]
    [InlineData("vanishing_gradient", "info", null)]
    [InlineData("vanishing_gradient", "warning", 200)]
    public async Task Other_symptoms_information_and_what_was_over_is_not_told(string symptom, string severity, int? endStep) =>
        Assert.Empty(await Analyze(Plain, PlainRun.Found(symptom, "fc1", severity, endStep)));

    [Fact]
    public async Task One_layer_is_told_once_by_a_rule() =>
        Assert.Single(await Analyze(Plain, PlainRun.Found("dead_units", "fc1").Found("stalled_layer", "fc1")));

    [Fact]
    public async Task A_finding_of_the_whole_model_stands_at_its_name() =>
        Assert.Equal("Net", Marked(Assert.Single(await Analyze(Plain, PlainRun.Found("exploding_gradient", "")))));

    [Fact]
    public async Task The_report_of_another_model_says_nothing_here() =>
        Assert.Empty(await Analyze(Plain, (PlainRun with { ModelType = "Nets.Other" }).Found("vanishing_gradient", "fc1")));

    [Fact]
    public async Task Of_two_reports_of_a_model_the_later_counts()
    {
        var sick = PlainRun.Found("vanishing_gradient", "fc1").AsFile("old.gradguard.json");
        var healed = (PlainRun with { Started = "2026-11-26T10:00:00Z" }).AsFile("new.gradguard.json");

        Assert.Empty(await Analyze(Plain, sick, healed));
    }

    [Fact]
    public async Task Other_additional_files_are_left_alone() => Assert.Empty(await Analyze(Plain, Report.Raw("{", "settings.json")));

    [Fact]
    public async Task A_layer_of_a_nested_module_is_told_where_the_nested_class_declares_it()
    {
        var found = Assert.Single(await Analyze(Nested, NestedRun.Found("vanishing_gradient", "body.down")));

        Assert.Equal("down", Marked(found));
    }

    [Fact]
    public async Task A_layer_of_blocks_in_a_list_is_told_where_the_block_declares_it() =>
        Assert.Equal("down", Marked(Assert.Single(await Analyze(Nested, NestedRun.Found("vanishing_gradient", "blocks.1.down")))));

    [Fact]
    public async Task An_entry_of_a_Sequential_is_told_at_the_expression_that_makes_it()
    {
        const string Code = """
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential layers = Sequential(Linear(8, 9), Sigmoid(), Linear(9, 2));
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => layers.call(x);
            }
            """;
        var run = new Report("Net", ("layers.0", "Linear", 81), ("layers.2", "Linear", 20)) { Modules = [("layers", "TorchSharp.Modules.Sequential"), ("layers.1", "TorchSharp.Modules.Sigmoid")] };

        Assert.Equal("Linear(8, 9)", Marked(Assert.Single(await Analyze(Code, run.Found("vanishing_gradient", "layers.0")))));
    }

    [Fact]
    public async Task A_layer_in_a_loop_built_list_is_told_where_the_loop_makes_it()
    {
        const string Code = """
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> layers = new();
                public Net(int depth) : base("net")
                {
                    for (var i = 0; i < depth; i++)
                        layers.Add(Linear(8, 8));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    foreach (var layer in layers)
                        x = layer.call(x).tanh();
                    return x;
                }
            }
            """;
        var run = new Report("Net", ("layers.0", "Linear", 72), ("layers.1", "Linear", 72)) { Modules = [("layers", "TorchSharp.Modules.ModuleList")] };

        Assert.Contains(Marked(Assert.Single(await Analyze(Code, run.Found("vanishing_gradient", "layers.1")))), new[] { "layers", "Linear(8, 8)" });
    }

    [Theory]
    [InlineData("fc9", "Linear", 4160, "'fc9' is not in the source any more")]
    [InlineData("fc1", "Conv2d", 4160, "'fc1' is a Linear in the source, and was a Conv2d")]
    [InlineData("fc1", "Linear", 2080, "'fc1' has another size in the source")]
    public async Task A_report_of_another_shape_says_that_it_is_old_instead_of_guessing(string path, string type, int elements, string difference)
    {
        var found = Assert.Single(await Analyze(Plain, new Report("Nets.Net", (path, type, elements), ("fc2", "Linear", 650)).Found("dead_units", path)));

        Assert.Equal(("GG0901", DiagnosticSeverity.Info, "Net"), (found.Id, found.Severity, Marked(found)));
        Assert.Equal($"The run of 2026-11-25 was one of another shape of 'Net': {difference}. Record a new run to see here what it measures.", found.GetMessage());
    }

    [Fact]
    public async Task A_report_that_lacks_a_layer_of_the_source_is_old_too() =>
        Assert.Contains("the source has 'fc2', which it does not know", Assert.Single(await Analyze(Plain, new Report("Nets.Net", ("fc1", "Linear", 4160)).Found("dead_units", "fc1"))).GetMessage());

    [Theory]
    [InlineData("", "expected more at character 1")]
    [InlineData("{", "expected more at character 2")]
    [InlineData("[1, 2", "expected more at character 6")]
    [InlineData("{\"type\": \"report\", \"v\": 2}", "its version is 2, and these analyzers read 1")]
    [InlineData("{\"type\": \"report\", \"v\": 1}", "it names no modelType")]
    [InlineData("{\"type\": \"run\"}", "its type is not \"report\"")]
    [InlineData("null", "its type is not \"report\"")]
    [InlineData("{\"a\": \"\\u12\"}", "expected four hexadecimal digits at character 10")]
    [InlineData("{\"a\" 1}", "expected ':' at character 6")]
    [InlineData("{} x", "expected the end at character 4")]
    public async Task A_file_that_is_no_report_is_named_with_what_is_wrong(string text, string fault)
    {
        var found = Assert.Single(await Analyze(Plain, Report.Raw(text, "train.gradguard.json")));

        Assert.Equal(DiagnosticSeverity.Info, found.Severity);
        Assert.Equal($"'train.gradguard.json' is not a report of a run: {fault}. Write it with 'gradguard report RUN.gradguard.jsonl -o NAME.gradguard.json'.", found.GetMessage());
    }

    [Fact]
    public async Task Deep_nesting_is_a_fault_and_not_the_end_of_the_compiler() =>
        Assert.Contains("less nesting", Assert.Single(await Analyze(Plain, Report.Raw(new string('[', 1_000_000)))).GetMessage());

    [Theory]
    [InlineData("""{"type":"report","v":1,"modelType":"Nets.Net","modules":7,"layers":[3,null,{"path":5}],"findings":{"a":1}}""")]
    [InlineData("""{"type":"report","v":1,"modelType":"Nets.Net","findings":[{"symptom":"dead_units","severity":"warning","layer":"fc1..x.<","step":1e300,"message":7}]}""")]
    [InlineData("""{"type":"report","v":1,"modelType":"Nets.Net","findings":[{"symptom":"dead_units","severity":"warning","layer":"nowhere"}]}""")]
    public async Task Members_of_the_wrong_type_and_layers_that_are_nowhere_are_passed_over(string text) => Assert.Empty(await Analyze(Plain, Report.Raw(text)));

    [Fact]
    public async Task Text_of_a_report_stays_on_one_line_and_short()
    {
        var found = Assert.Single(await Analyze(Plain, PlainRun.Found("dead_units", "fc1", message: "a\r\nb{0}" + new string('x', 5000))));

        Assert.DoesNotContain('\n', found.GetMessage());
        Assert.InRange(found.GetMessage().Length, 1, 500);
    }

    private const string Nested = """
        class Block : Module<Tensor, Tensor>
        {
            private readonly Linear up = Linear(8, 16);
            private readonly Linear down = Linear(16, 8);
            public Block() : base("block") => RegisterComponents();
            public override Tensor forward(Tensor x) => x + down.call(up.call(x).relu());
        }
        class Net : Module<Tensor, Tensor>
        {
            private readonly Block body = new();
            private readonly ModuleList<Block> blocks = new(new Block(), new Block());
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                x = body.call(x);
                foreach (var block in blocks)
                    x = block.call(x);
                return x;
            }
        }
        """;

    private static readonly Report NestedRun = new(
        "Net", ("body.up", "Linear", 144), ("body.down", "Linear", 136), ("blocks.0.up", "Linear", 144), ("blocks.0.down", "Linear", 136), ("blocks.1.up", "Linear", 144), ("blocks.1.down", "Linear", 136))
    {
        Modules = [("body", "Block"), ("blocks", "TorchSharp.Modules.ModuleList"), ("blocks.0", "Block"), ("blocks.1", "Block")],
    };

    private static string Marked(Diagnostic found) => found.Location.SourceTree!.ToString().Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length);

    private static Task<IReadOnlyList<Diagnostic>> Analyze(string code, Report report) => Analyze(code, report.AsFile());

    private static Task<IReadOnlyList<Diagnostic>> Analyze(string code, params AdditionalText[] files) => TestCompilation.Analyze(
        TestCompilation.OfValid(code), [new ObservedVanishingAnalyzer(), new ObservedExplodingAnalyzer(), new ObservedDeadAnalyzer()], null, files);
}
