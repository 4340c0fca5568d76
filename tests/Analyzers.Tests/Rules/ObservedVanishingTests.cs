using GradGuard.Analyzers.Tests.Observations;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class ObservedVanishingTests
{
    private const string Source = """
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc1 = Linear(8, 8);
            private readonly Linear fc2 = Linear(8, 8);
            private readonly Linear fc3 = Linear(8, 8);
            public Net() : base("net") => RegisterComponents();
            public override Tensor forward(Tensor x) => fc3.call(fc2.call(fc1.call(x)));
        }
        """;

    [Fact]
    public async Task Each_layer_shows_its_own_median()
    {
        var found = await Observed.Findings(Marked("fc1", "fc2"), Run("2e-9", "3e-5", Report.Vanishing("fc1", "fc2")));
        Assert.Contains("'fc1' received 2e-9 of the gradient of 'fc3' in the median, found at step 18", found[0].GetMessage());
        Assert.Contains("'fc2' received 3e-5 of the gradient of 'fc3' in the median, found at step 18", found[1].GetMessage());
    }

    [Fact]
    public async Task Layer_that_came_round_is_left_alone() => await Observed.Finding(Marked("fc1"), Run("2e-9", "0.2", Report.Vanishing("fc1", "fc2")));

    [Fact]
    public async Task Without_a_low_median_the_number_of_the_step_stands()
    {
        var finding = await Observed.Finding(Marked("fc1"), Run("0.5", "0.9", Report.Finding("vanishing_gradient", "fc1", step: 400, value: 3e-9)));
        Assert.Contains("'fc1' received 3e-9 of the gradient of 'fc3' at step 400.", finding.GetMessage());
    }

    [Fact]
    public async Task Finding_for_information_stays_one()
    {
        var finding = await Observed.Finding(Marked("fc1"), Run("2e-9", "1", Report.Finding("vanishing_gradient", "fc1", severity: "info")));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Theory]
    [InlineData("error", DiagnosticSeverity.Warning)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("unheard of", DiagnosticSeverity.Info)]
    public async Task Severity_is_never_above_the_default(string severity, DiagnosticSeverity expected) =>
        Assert.Equal(expected, (await Observed.Finding(Marked("fc1"), Run("2e-9", "1", Report.Finding("vanishing_gradient", "fc1", severity: severity)))).Severity);

    [Fact]
    public async Task Gradient_that_flowed_again_is_past() => Assert.Empty(await Observed.Findings(Source, Run("2e-9", "1", Report.Finding("vanishing_gradient", "fc1", endStep: 90))));

    [Fact]
    public async Task Healthy_run_says_nothing() => Assert.Empty(await Observed.Findings(Source, Run("0.5", "0.9")));

    [Theory]
    [InlineData("loss_stalled")]
    [InlineData("gradient_spike")]
    [InlineData("clipping_idle")]
    [InlineData("layer_imbalance")]
    public async Task Other_symptoms_belong_to_the_report(string symptom) => Assert.Empty(await Observed.Findings(Source, Run("2e-9", "1", Report.Finding(symptom, "fc1"))));

    [Fact]
    public async Task Advice_of_the_monitor_ends_the_message() =>
        Assert.EndsWith(". Normalize.", (await Observed.Finding(Marked("fc1"), Run("2e-9", "1", Report.Vanishing("fc1")))).GetMessage());

    [Fact]
    public async Task Gradient_of_nothing_is_zero() =>
        Assert.Contains("received 0 of the gradient", (await Observed.Finding(Marked("fc1"), Run("0", "1", Report.Vanishing("fc1")))).GetMessage());

    private static string Marked(params string[] fields) => fields.Aggregate(Source, (source, field) => source.Replace($" {field} =", $" [|{field}|] ="));

    private static AdditionalText Run(string first, string second, params object[] findings) =>
        (new Report("Net") { Modules = [$"fc1: Linear 72 {first}", $"fc2: Linear 72 {second}", "fc3: Linear 72"], Findings = [.. findings] }).AsFile();
}
