using GradGuard.Analyzers.Tests.Observations;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class ObservedExplodingTests
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
    [InlineData("exploding_gradient", "the gradient of 'fc1' exploded from step 18 on: its gradient is 4e5 times fc2's. Normalize.")]
    [InlineData("non_finite_gradient", "the gradient of 'fc1' was not finite from step 18 on: its gradient is 4e5 times fc2's. Normalize.")]
    public async Task Layer_shows_what_the_monitor_said(string symptom, string expected)
    {
        var finding = await Observed.Finding(Marked("fc1"), Run(Report.Finding(symptom, "fc1", message: "its gradient is 4e5 times fc2's.")));
        Assert.Equal($"In the last recorded run (600 steps, train.gradguard.json of 2026-11-25) {expected}", finding.GetMessage());
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
    }

    [Theory]
    [InlineData("exploding_gradient")]
    [InlineData("non_finite_gradient")]
    public async Task Explosion_that_ended_still_happened(string symptom) =>
        Assert.Contains("from step 18 on until step 90", (await Observed.Finding(Marked("fc1"), Run(Report.Finding(symptom, "fc1", endStep: 90)))).GetMessage());

    [Theory]
    [InlineData("exploding_gradient")]
    [InlineData("non_finite_gradient")]
    public async Task Only_the_layer_to_look_at_first_speaks(string symptom) => await Observed.Finding(Marked("fc2"), Run(Report.Finding(symptom, "fc2", ["fc1"])));

    [Fact]
    public async Task Explosion_of_the_whole_model_stands_at_its_name() =>
        Assert.Contains("the gradient of the model exploded", (await Observed.Finding(Source.Replace("class Net", "class {|GG0902:Net|}"), Run(Report.Finding("exploding_gradient", "")))).GetMessage());

    [Theory]
    [InlineData("error", DiagnosticSeverity.Warning)]
    [InlineData("info", DiagnosticSeverity.Info)]
    public async Task Severity_follows_the_finding_up_to_the_default(string severity, DiagnosticSeverity expected) =>
        Assert.Equal(expected, (await Observed.Finding(Marked("fc1"), Run(Report.Finding("exploding_gradient", "fc1", severity: severity)))).Severity);

    [Theory]
    [InlineData("gradient_spike")]
    [InlineData("loss_diverging")]
    public async Task Other_symptoms_belong_to_the_report(string symptom) => Assert.Empty(await Observed.Findings(Source, Run(Report.Finding(symptom, "fc1"))));

    [Fact]
    public async Task Healthy_run_says_nothing() => Assert.Empty(await Observed.Findings(Source, Run()));

    [Fact]
    public async Task Finding_without_advice_points_to_the_report()
    {
        var report = Report.Of(new Report("Net") { Modules = ["fc1: Linear 72", "fc2: Linear 72"], Findings = [Report.Finding("exploding_gradient", "fc1")] }.ToJson().Replace("remedies", "nothing"));
        Assert.EndsWith("Look into the report for what to change.", (await Observed.Finding(Marked("fc1"), report)).GetMessage());
    }

    private static string Marked(string field) => Source.Replace($" {field} =", $" {{|GG0902:{field}|}} =");

    private static AdditionalText Run(params object[] findings) => (new Report("Net") { Modules = ["fc1: Linear 72", "fc2: Linear 72"], Findings = [.. findings] }).AsFile();
}
