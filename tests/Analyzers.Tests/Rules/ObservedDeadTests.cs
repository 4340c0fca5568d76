using GradGuard.Analyzers.Tests.Observations;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class ObservedDeadTests
{
    private const string Source = """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(8, 8);
            private readonly Linear fc2 = Linear(8, 8);
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => fc2.call(fc1.call(x));
        }
        """;

    [Theory]
    [InlineData("dead_units", "'fc1' had dead units from step 18 on")]
    [InlineData("saturated_activations", "'fc1' was saturated from step 18 on")]
    [InlineData("identical_units", "'fc1' had identical units from step 18 on")]
    [InlineData("stalled_layer", "'fc1' did not move from step 18 on")]
    [InlineData("missing_gradient", "'fc1' had no gradient from step 18 on")]
    public async Task Layer_shows_what_the_monitor_said(string symptom, string expected)
    {
        var finding = await Observed.Finding(Marked("fc1"), Run(Report.Finding(symptom, "fc1", message: "it is so for 87 % of its units")));
        Assert.Equal($"In the last recorded run (600 steps, train.gradguard.json of 2026-11-25) {expected}: it is so for 87 % of its units. Normalize.", finding.GetMessage());
    }

    [Theory]
    [InlineData("dead_units", "'fc2', like 'fc1', had dead units from step 18 on")]
    [InlineData("saturated_activations", "'fc2', like 'fc1', was saturated from step 18 on")]
    [InlineData("stalled_layer", "'fc2', like 'fc1', did not move from step 18 on")]
    [InlineData("missing_gradient", "'fc2', like 'fc1', had no gradient from step 18 on")]
    public async Task Further_layers_are_shown_where_they_are_declared(string symptom, string expected)
    {
        var found = await Observed.Findings(Marked("fc1", "fc2"), Run(Report.Finding(symptom, "fc1", ["fc2"])));
        Assert.Contains(expected, found[1].GetMessage());
    }

    [Theory]
    [InlineData("dead_units")]
    [InlineData("stalled_layer")]
    [InlineData("missing_gradient")]
    public async Task Layer_that_came_to_life_is_left_alone(string symptom) => Assert.Empty(await Observed.Findings(Source, Run(Report.Finding(symptom, "fc1", endStep: 90))));

    [Fact]
    public async Task What_holds_for_the_whole_model_stands_at_its_name_alone()
    {
        var finding = await Observed.Finding(Source.Replace("class Net", "class {|GG0903:Net|}"), Run(Report.Finding("missing_gradient", "", ["fc1", "fc2"])));
        Assert.Contains("the model had no gradient from step 18 on", finding.GetMessage());
    }

    [Fact]
    public async Task Finding_for_information_stays_one() =>
        Assert.Equal(DiagnosticSeverity.Info, (await Observed.Finding(Marked("fc1"), Run(Report.Finding("stalled_layer", "fc1", severity: "info")))).Severity);

    [Fact]
    public async Task Two_causes_at_one_layer_are_both_shown() =>
        Assert.Equal(2, (await Observed.Findings(
            Source.Replace(" fc1 =", " {|GG0901:{|GG0903:fc1|}|} ="), Run(Report.Vanishing("fc1"), Report.Finding("dead_units", "fc1")))).Count);

    [Fact]
    public async Task Healthy_run_says_nothing() => Assert.Empty(await Observed.Findings(Source, Run()));

    [Theory]
    [InlineData("update_ratio_out_of_range")]
    [InlineData("float16_underflow")]
    public async Task Other_symptoms_belong_to_the_report(string symptom) => Assert.Empty(await Observed.Findings(Source, Run(Report.Finding(symptom, "fc1"))));

    private static string Marked(params string[] fields) => fields.Aggregate(Source, (source, field) => source.Replace($" {field} =", $" {{|GG0903:{field}|}} ="));

    private static AdditionalText Run(params object[] findings) => (new Report("Net") { Modules = ["fc1: Linear 72 1e-9", "fc2: Linear 72"], Findings = [.. findings] }).AsFile();
}
