using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class UnreadSettingTests
{
    private const string Nine = """
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new(Enumerable.Range(0, 9).Select(_ => Linear(8, 8)).ToArray());
            public Net() : base("net") { RegisterComponents(); foreach (var l in layers) init.xavier_normal_(l.weight, 5.0 / 3); }
            public override Tensor forward(Tensor x)
            {
                for (var i = 0; i < 8; i++) x = layers[i].call(x).tanh();
                return layers[8].call(x);
            }
        }
        """;

    [Theory]
    [InlineData("gradguard.GG0102.min_ratio", "abc", "its usual value 0.0001 holds. Write a number above 0 and up to 1, such as 1e-4.")]
    [InlineData("gradguard.GG0102.min_ratio", "1e-4 decades", "cannot be read")]
    [InlineData("gradguard.GG0102.min_ratio", "0,001", "cannot be read")]
    [InlineData("gradguard.GG0102.min_ratio", "", "cannot be read")]
    [InlineData("gradguard.GG0102.min_ratio", "0", "cannot be read")]
    [InlineData("gradguard.GG0101.min_ratio", "2", "up to 1")]
    [InlineData("gradguard.GG0101.max_depth", "-1", "Write a whole number, 0 or more.")]
    [InlineData("gradguard.GG0101.max_depth", "eight", "its usual value 8 holds")]
    [InlineData("gradguard.GG0104.max_depth", "20.5", "a whole number")]
    [InlineData("gradguard.GG0103.max_ratio", "0.5", "its usual value 1000 holds. Write a number of 1 or more")]
    [InlineData("gradguard.GG0106.min_bias", "NaN", "its usual value -0.5 holds")]
    [InlineData("gradguard.GG0404.max_threshold", "-100", "a number above 0")]
    [InlineData("GradGuard.gg0404.MAX_threshold", "high", "'gradguard.GG0404.max_threshold = high'")]
    public async Task A_value_that_an_option_cannot_have_is_told_with_what_holds_and_what_to_write(string key, string value, string message) =>
        Assert.Contains(message, await MessageOf(key, value));

    [Theory]
    [InlineData("gradguard.GG0102.min_ration", "Did you mean 'gradguard.GG0102.min_ratio'?")]
    [InlineData("gradguard.GG0102.minratio", "Did you mean 'gradguard.GG0102.min_ratio'?")]
    [InlineData("gradguard.GG0102_min_ratio", "Did you mean 'gradguard.GG0102.min_ratio'?")]
    [InlineData("gradguard.GG0101.depth", "Did you mean 'gradguard.GG0101.max_depth'?")]
    [InlineData("gradguard.activation", "Did you mean 'gradguard.activations'?")]
    [InlineData("gradguard_clipping_methods", "Did you mean 'gradguard.clipping_methods'?")]
    [InlineData("gradguard.GG0101.severity", "Did you mean 'dotnet_diagnostic.GG0101.severity'?")]
    [InlineData("gradgaurd.GG0102.min_ratio", "Did you mean 'gradguard.GG0102.min_ratio'?")]
    [InlineData("grad_guard.activations", "Did you mean 'gradguard.activations'?")]
    [InlineData("Gradgard.GG0101.severity", "Did you mean 'dotnet_diagnostic.GG0101.severity'?")]
    [InlineData("gradguard.colour", "No rule reads 'gradguard.colour'. The page of each rule names its keys.")]
    public async Task A_key_that_no_rule_reads_is_told_with_the_likeliest_one(string key, string message) => Assert.Contains(message, await MessageOf(key, "1"));

    [Theory]
    [InlineData("gradguard.activations", "Nets.Swish: SiLUU", "'SiLUU' is not known. Write it as in 'Nets.Swish: SiLU'.")]
    [InlineData("gradguard.activations", "Nets.Gelu: GELU, Nets.Swish", "'Nets.Swish' does not say what it stands for")]
    [InlineData("gradguard.normalizations", "Nets.ScaleNorm: Scale", "'Scale' is not known")]
    [InlineData("gradguard.clipping_methods", "Nets.Bound(IEnumerable<Parameter>)", "is no full name without parameters")]
    [InlineData("gradguard.clipping_methods", "Nets.Bound: 1", "'1' is not known")]
    public async Task An_entry_of_names_that_changes_nothing_is_told(string key, string value, string message) => Assert.Contains(message, await MessageOf(key, value));

    [Theory]
    [InlineData("gradguard.GG0102.min_ratio", "1e-6")]
    [InlineData("gradguard.GG0102.min_ratio", " 1 ")]
    [InlineData("gradguard.gg0102.MIN_RATIO", "0.001")]
    [InlineData("gradguard.GG0101.max_depth", "0")]
    [InlineData("gradguard.GG0103.max_growth", "Infinity")]
    [InlineData("gradguard.GG0106.min_bias", "-1")]
    [InlineData("gradguard.GG0101.max_depth", "unset")]
    [InlineData("gradguard.activations", "Nets.Functions.QuickGelu: GELU, Nets.Swish: silu")]
    [InlineData("gradguard.activations", "")]
    [InlineData("gradguard.normalizations", "Nets.ScaleNorm: BatchNorm1d")]
    [InlineData("gradguard.clipping_methods", "Other.Project.Bound,")]
    [InlineData("dotnet_diagnostic.GG0101.severity", "error")]
    [InlineData("guard.GG0101.max_depth", "many")]
    [InlineData("gradient.GG0101.max_depth", "many")]
    [InlineData("generated_code", "true")]
    public async Task A_setting_that_is_read_or_not_ours_is_left_alone(string key, string value) => Assert.Empty(await FindingsOf(Nine, key, value));

    [Fact]
    public async Task A_value_that_cannot_be_read_leaves_the_usual_one()
    {
        var settings = new Dictionary<string, string> { ["gradguard.GG0101.max_depth"] = "-3" };
        var finding = Assert.Single(await TestCompilation.Analyze(TestCompilation.OfValid(Nine), [Only.Rule<SaturatingStackRule>()], settings));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
    }

    [Fact]
    public async Task A_setting_that_holds_for_many_files_is_told_once_at_the_first()
    {
        var settings = new Dictionary<string, string> { ["gradguard.colour"] = "red" };
        var found = Assert.Single(await TestCompilation.Analyze(TestCompilation.OfValid("class B;", "class A;", Nine), [Only.Rule<UnreadSettingRule>()], settings));

        Assert.Equal(("File0.cs", 0), (found.Location.SourceTree!.FilePath, found.Location.SourceSpan.Start));
        Assert.Equal(DiagnosticSeverity.Warning, found.Severity);
    }

    [Fact]
    public async Task Each_setting_has_a_finding_of_its_own()
    {
        var settings = new Dictionary<string, string> { ["gradguard.GG0102.min_ratio"] = "x", ["gradguard.GG0101.min_ratio"] = "x", ["gradguard.GG0101.max_depth"] = "4" };
        Assert.Equal(2, (await TestCompilation.Analyze(TestCompilation.OfValid(Nine), [Only.Rule<UnreadSettingRule>()], settings)).Count);
    }

    [Fact]
    public async Task Generated_code_is_no_place_to_tell_of_a_setting() =>
        Assert.Empty(await FindingsOf("// <auto-generated/>\n" + Nine, "generated_code", "true", "gradguard.colour", "red"));

    [Fact]
    public async Task A_project_without_TorchSharp_hears_nothing() => Assert.Empty(await TestCompilation.Analyze(
        TestCompilation.WithoutTorchSharp("class Plain;"), [Only.Rule<UnreadSettingRule>()], new Dictionary<string, string> { ["gradguard.colour"] = "red" }));

    private static async Task<string> MessageOf(string key, string value) => Assert.Single(await FindingsOf(Nine, key, value)).GetMessage();

    private static Task<IReadOnlyList<Diagnostic>> FindingsOf(string source, params string[] settings) => TestCompilation.Analyze(
        TestCompilation.OfValid(source), [Only.Rule<UnreadSettingRule>()], settings.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]));
}
