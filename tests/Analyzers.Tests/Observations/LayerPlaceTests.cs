using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Observations;

/// <summary>What a run measured is shown where the layer is declared.</summary>
public sealed class LayerPlaceTests
{
    [Fact]
    public async Task Field_is_the_place_of_its_layer()
    {
        var finding = await Observed.Finding(
            Model("private readonly Linear [|fc1|] = Linear(8, 8), fc2 = Linear(8, 8);", "fc2.call(fc1.call(x))"),
            Report("fc1: Linear 72 2e-9", "fc2: Linear 72").AsFile());
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Equal(
            "In the last recorded run (600 steps, train.gradguard.json of 2026-11-25) 'fc1' received 2e-9 of the gradient of 'fc2' in the median, found at step 18. Normalize.",
            finding.GetMessage());
    }

    [Fact]
    public Task Field_that_the_constructor_fills_is_the_place() => Observed.Finding("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear [|fc1|], fc2;
            public Net() : base("net") { fc1 = Linear(8, 8); fc2 = Linear(8, 8); RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc2.call(fc1.call(x));
        }
        """, Report("fc1: Linear 72 2e-9", "fc2: Linear 72").AsFile());

    [Fact]
    public Task Automatic_property_is_the_place() => Observed.Finding(
        Model("private Linear [|fc1|] { get; } = Linear(8, 8); private readonly Linear fc2 = Linear(8, 8);", "fc2.call(fc1.call(x))"),
        Observations.Report.Of(Report("<fc1>k__BackingField: Linear 72 2e-9", "fc2: Linear 72").ToJson()));

    [Fact]
    public Task Component_name_leads_to_the_field() => Observed.Finding(
        Model("[ComponentName(Name = \"first\")] private readonly Linear [|fc1|] = Linear(8, 8); private readonly Linear fc2 = Linear(8, 8);", "fc2.call(fc1.call(x))") + " [AttributeUsage(AttributeTargets.Field)] class ComponentNameAttribute : Attribute { public string? Name { get; set; } }",
        (Report("first: Linear 72 2e-9", "fc2: Linear 72") with { Findings = [Observations.Report.Vanishing("first")] }).AsFile());

    [Fact]
    public Task Entry_of_a_Sequential_is_the_place() => Observed.Finding(
        Model("private readonly Sequential net = Sequential([|Linear(8, 8)|], Sigmoid(), Linear(8, 8));", "net.call(x)"),
        Sequence("0", "2").AsFile());

    [Fact]
    public Task Entries_of_a_Sequential_on_lines_of_their_own_are_each_a_place() => Observed.Findings(
        Model("""
            private readonly Sequential net = Sequential(
                ("a", [|Linear(8, 8)|]),
                ("b", Sigmoid()),
                ("c", [|Linear(8, 8)|]),
                ("d", Sigmoid()),
                ("e", Linear(8, 8)));
            """, "net.call(x)"),
        (new Report("Net")
        {
            Modules = ["net: Sequential", "net.a: Linear 72 2e-9", "net.b: Sigmoid", "net.c: Linear 72 3e-6", "net.d: Sigmoid", "net.e: Linear 72"],
            Findings = [Observations.Report.Vanishing("net.a", "net.c")],
        }).AsFile());

    [Fact]
    public async Task Layers_of_one_line_speak_once_by_the_worst()
    {
        var finding = await Observed.Finding(
            Model("private readonly Linear [|fc1|] = Linear(8, 8), fc2 = Linear(8, 8), fc3 = Linear(8, 8);", "fc3.call(fc2.call(fc1.call(x)))"),
            (new Report("Net")
            {
                Modules = ["fc1: Linear 72 2e-9", "fc2: Linear 72 1e-6", "fc3: Linear 72"],
                Findings = [Observations.Report.Vanishing("fc2", "fc1")],
            }).AsFile());
        Assert.Contains("'fc1' received 2e-9 of the gradient of 'fc3' in the median, found at step 18; 1 more layer declared here fared no better.", finding.GetMessage());
    }

    [Fact]
    public async Task Layers_that_a_loop_makes_share_their_expression()
    {
        var finding = await Observed.Finding("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> layers = new();
                public Net() : base("net")
                {
                    for (var i = 0; i < 4; i++)
                        layers.Add([|Linear(8, 8)|]);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) { foreach (var layer in layers) x = layer.call(x).sigmoid(); return x; }
            }
            """, (new Report("Net")
        {
            Modules = ["layers: ModuleList", "layers.0: Linear 72 2e-9", "layers.1: Linear 72 2e-7", "layers.2: Linear 72 2e-5", "layers.3: Linear 72"],
            Findings = [Observations.Report.Vanishing("layers.0", "layers.1", "layers.2")],
        }).AsFile());
        Assert.Contains("'layers.0' received 2e-9", finding.GetMessage());
        Assert.Contains("2 more layers declared here fared no better", finding.GetMessage());
    }

    [Fact]
    public Task Loop_of_unknown_length_still_shows_its_expression() => Observed.Finding("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new();
            public Net(int depth, int width) : base("net")
            {
                for (var i = 0; i < depth; i++)
                    layers.Add([|Linear(width, width)|]);
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) { foreach (var layer in layers) x = layer.call(x).sigmoid(); return x; }
        }
        """, (new Report("Net")
    {
        Modules = ["layers: ModuleList", "layers.0: Linear 72 2e-9", "layers.1: Linear 72"],
        Findings = [Observations.Report.Vanishing("layers.0")],
    }).AsFile());

    [Fact]
    public async Task Layer_of_a_nested_model_is_declared_in_its_own_class()
    {
        var finding = await Observed.Finding("""
            namespace Nets;
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear [|fc|];
                public Block(int width) : base("block") { fc = Linear(width, width); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x).sigmoid();
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential blocks = Sequential(new Block(8), new Block(8));
                private readonly Linear head = Linear(8, 8);
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => head.call(blocks.call(x));
            }
            """, (new Report("Nets.Net")
        {
            Modules = ["blocks: Sequential", "blocks.0: @Nets.Block", "blocks.0.fc: Linear 72 2e-9", "blocks.1: @Nets.Block", "blocks.1.fc: Linear 72 2e-7", "head: Linear 72"],
            Findings = [Observations.Report.Vanishing("blocks.0.fc", "blocks.1.fc")],
        }).AsFile());
        Assert.Contains("'blocks.0.fc' received 2e-9 of the gradient of 'head'", finding.GetMessage());
    }

    [Fact]
    public Task Class_inside_a_class_is_matched_by_its_full_name() => Observed.Finding("""
        namespace Nets;
        static class Models
        {
            public class Net : Module<Tensor, Tensor>
            {
                private readonly Linear [|fc1|] = Linear(8, 8), fc2 = Linear(8, 8);
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => fc2.call(fc1.call(x));
            }
        }
        """, (Report("fc1: Linear 72 2e-9", "fc2: Linear 72") with { ModelType = "Nets.Models.Net" }).AsFile());

    [Fact]
    public Task Class_of_the_same_name_in_another_namespace_is_left_alone() => Observed.Findings("""
        namespace Old { class Net : Module<Tensor, Tensor> { private readonly Linear fc1 = Linear(8, 8), fc2 = Linear(8, 8); public Net() : base("net") => RegisterComponents(); public override Tensor forward(Tensor x) => fc2.call(fc1.call(x)); } }
        namespace New { class Net : Module<Tensor, Tensor> { private readonly Linear [|fc1|] = Linear(8, 8), fc2 = Linear(8, 8); public Net() : base("net") => RegisterComponents(); public override Tensor forward(Tensor x) => fc2.call(fc1.call(x)); } }
        """, (Report("fc1: Linear 72 2e-9", "fc2: Linear 72") with { ModelType = "New.Net" }).AsFile());

    [Fact]
    public Task Generic_model_is_matched_without_its_type_arguments() => Observed.Finding("""
        class Net<T> : Module<Tensor, Tensor> where T : Module<Tensor, Tensor>
        {
            private readonly Linear [|fc1|] = Linear(8, 8), fc2 = Linear(8, 8);
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => fc2.call(fc1.call(x));
        }
        """, Report("fc1: Linear 72 2e-9", "fc2: Linear 72").AsFile());

    [Fact]
    public Task Layer_under_a_name_of_its_own_is_shown_where_it_is_made() => Observed.Finding("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly List<Linear> layers = new();
            public Net() : base("net")
            {
                var first = [|Linear(8, 8)|];
                layers.Add(first); register_module("fc1", first);
                var second = Linear(8, 8);
                layers.Add(second); register_module("fc2", second);
            }
            public override Tensor forward(Tensor x) => layers[1].call(layers[0].call(x));
        }
        """, Report("fc1: Linear 72 2e-9", "fc2: Linear 72").AsFile());

    [Fact]
    public Task Parameters_of_the_model_itself_are_shown_at_its_name() => Observed.Finding("""
        class [|Net|] : Module<Tensor, Tensor>
        {
            private readonly Parameter weight = new(torch.randn(8, 8));
            private readonly Linear fc2 = Linear(8, 8);
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => fc2.call(x.matmul(weight));
        }
        """, (Report("fc2: Linear 72") with { Findings = [Observations.Report.Vanishing("Net")] }).AsFile());

    [Fact]
    public Task Field_of_a_base_class_is_shown_at_the_name_of_the_model() => Observed.Finding("""
        abstract class Base : Module<Tensor, Tensor>
        {
            protected readonly Linear fc1 = Linear(8, 8);
            protected Base() : base("net") { }
        }
        class [|Net|] : Base
        {
            private readonly Linear fc2 = Linear(8, 8);
            public Net() => RegisterComponents();
            public override Tensor forward(Tensor x) => fc2.call(fc1.call(x));
        }
        """, Report("fc1: Linear 72 2e-9", "fc2: Linear 72").AsFile());

    [Fact]
    public Task Sequential_standing_alone_is_matched_by_its_layers() => Observed.Finding("""
        static class Program
        {
            static void Main()
            {
                var net = Sequential([|Linear(8, 8)|], Sigmoid(), Linear(8, 8));
                net.call(torch.randn(2, 8));
            }
        }
        """, Alone().AsFile());

    [Fact]
    public async Task Two_Sequentials_alike_are_not_guessed_between()
    {
        var finding = await Observed.Finding("""
            static class Program
            {
                static void Main()
                {
                    var net = Sequential(Linear(8, 8), Sigmoid(), Linear(8, 8));
                    var other = Sequential(Linear(8, 8), Sigmoid(), Linear(8, 8));
                    net.call(other.call(torch.randn(2, 8)));
                }
            }
            """, Alone().AsFile());
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains("the source has 2 with its layers. Make the model a class of its own", finding.GetMessage());
    }

    [Fact]
    public async Task Rules_without_a_report_say_nothing() => Assert.Empty(await Observed.Findings(Model("private readonly Linear fc1 = Linear(8, 8);", "fc1.call(x)")));

    [Fact]
    public async Task Report_in_a_project_without_TorchSharp_is_not_even_read()
    {
        var found = await TestCompilation.Analyze(
            TestCompilation.WithoutTorchSharp("class Net { }"), [Only.Rule<Analyzers.Rules.ObservedVanishingRule>()], null, Observations.Report.Of("{"));
        Assert.Empty(found);
    }

    internal static string Model(string fields, string forward) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            {{fields}}
            public Net() : base("net") { RegisterComponents(); }
            public override Tensor forward(Tensor x) => {{forward}};
        }
        """;

    private static Report Report(params string[] modules) => new("Net") { Modules = [.. modules], Findings = [Observations.Report.Vanishing("fc1")] };

    private static Report Sequence(params string[] linears) => new("Net")
    {
        Modules = ["net: Sequential", $"net.{linears[0]}: Linear 72 2e-9", "net.1: Sigmoid", $"net.{linears[1]}: Linear 72"],
        Findings = [Observations.Report.Vanishing($"net.{linears[0]}")],
    };

    private static Report Alone() => new("TorchSharp.Modules.Sequential") { Modules = ["0: Linear 72 2e-9", "1: Sigmoid", "2: Linear 72"], Findings = [Observations.Report.Vanishing("0")] };
}
