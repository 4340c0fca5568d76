using System.Text;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Observations;

/// <summary>A report is a file that may hold anything: what cannot be read says so in one line, and nothing breaks the build.</summary>
public sealed class HostileReportTests
{
    private static readonly string Source = LayerPlaceTests.Model("private readonly Linear fc1 = Linear(8, 8), fc2 = Linear(8, 8);", "fc2.call(fc1.call(x))");

    [Theory]
    [InlineData("", "it ends in the middle")]
    [InlineData("{", "it ends in the middle")]
    [InlineData("{\"type\":\"report\",\"v\":1,\"modelType\":\"Net\",\"modules\":[{\"path\":\"fc", "it ends in the middle")]
    [InlineData("\u0000\u0001\u0002", "it is not JSON from character 1 on")]
    [InlineData("{} {}", "it is not JSON from character 4 on")]
    [InlineData("{\"a\": tru}", "it is not JSON from character 7 on")]
    [InlineData("{\"a\": \"\\x\"}", "it is not JSON from character 9 on")]
    [InlineData("{\"a\": \"line\nbreak\"}", "it is not JSON from character 12 on")]
    [InlineData("{\"a\": 1e}", "it is not JSON from character 9 on")]
    [InlineData("[1, 2]", "it is not a report of gradguard")]
    [InlineData("null", "it is not a report of gradguard")]
    [InlineData("{\"type\":\"run\",\"v\":1}", "it is not a report of gradguard")]
    [InlineData("{\"type\":\"report\",\"v\":1}", "it is not a report of gradguard")]
    [InlineData("{\"type\":\"report\",\"v\":2,\"modelType\":\"Net\"}", "it is of another version of gradguard")]
    public async Task What_is_no_report_says_so_at_the_file(string text, string fault)
    {
        var finding = Assert.Single(await Observed.Findings(Source, Report.Of(text)));
        Assert.Equal(RuleIds.ObservedVanishing, finding.Id);
        Assert.Equal("/project/train.gradguard.json", finding.Location.GetLineSpan().Path);
        Assert.Equal($"This report of a run cannot be read: {fault}. Write it anew with gradguard report RUN.gradguard.jsonl -o NAME.gradguard.json, or delete it.", finding.GetMessage());
    }

    [Fact]
    public async Task Nesting_without_end_is_refused()
    {
        var finding = Assert.Single(await Observed.Findings(Source, Report.Of(new string('[', 1_000_000))));
        Assert.Contains("cannot be read", finding.GetMessage());
    }

    [Fact]
    public async Task Huge_file_is_refused()
    {
        var finding = Assert.Single(await Observed.Findings(Source, Report.Of(new string(' ', 17 * 1024 * 1024))));
        Assert.Contains("it is too large to be a report", finding.GetMessage());
    }

    [Theory]
    [InlineData("\"modules\":7,\"layers\":{},\"findings\":\"x\"")]
    [InlineData("\"modules\":[1,null,{\"path\":3,\"type\":[]},{\"type\":\"X\"}],\"layers\":[null,{}],\"findings\":[{},[],{\"symptom\":4}]")]
    [InlineData("\"findings\":[{\"symptom\":\"vanishing_gradient\"}]")]
    [InlineData("\"findings\":[{\"symptom\":\"vanishing_gradient\",\"step\":1e300,\"layer\":\"fc1\"}]")]
    [InlineData("\"findings\":[{\"symptom\":\"unheard_of\",\"step\":1,\"layer\":\"fc1\"}]")]
    [InlineData("\"findings\":[{\"symptom\":\"vanishing_gradient\",\"step\":1,\"layer\":\"fc1\"}]")]
    public async Task Fields_of_another_kind_are_passed_over(string fields) =>
        Assert.Empty(await Observed.Findings(Source, Report.Of($$"""{"type":"report","v":1,"modelType":"Net",{{fields}}}""")));

    [Fact]
    public async Task Names_and_advice_stay_on_one_line_without_controls()
    {
        var report = new Report("Net")
        {
            Modules = ["fc1: Linear 72", "fc2: Linear 72"],
            Findings = [Report.Finding("exploding_gradient", "", message: "a\nb.cs(1,1): error X: \u202Egnp.exe\u0007" + new string('y', 10_000))],
        };
        var finding = Assert.Single(await Observed.Findings(Source.Replace("class Net", "class {|GG0902:Net|}"), report.AsFile("/project/a\nb.gradguard.json")));
        var message = finding.GetMessage();
        Assert.DoesNotContain(message, letter => char.IsControl(letter) || letter == '\u202E');
        Assert.True(message.Length < 1000);
    }

    [Fact]
    public async Task Paths_of_every_shape_are_borne()
    {
        string[] paths = ["", ".", "..", "...", "#", "#2", "fc1#2", "a..b", "<", "<>k__BackingField", "<x>k__BackingField.<", "*", "fc1.*", "*.fc1", new string('.', 5000), "fc1..fc2"];
        foreach (var path in paths)
        {
            var report = new Report("Net") { Modules = ["fc1: Linear 72", "fc2: Linear 72"], Findings = [Report.Vanishing(path), Report.Finding("dead_units", path), Report.Finding("exploding_gradient", path)] };
            var found = await Observe(report.AsFile());
            Assert.All(found, finding => Assert.StartsWith("GG09", finding.Id));
        }
    }

    [Fact]
    public async Task Cut_reports_never_break_an_analysis()
    {
        var whole = new Report("Net") { Modules = ["fc1: Linear 72 2e-9", "fc2: Linear 72"], Findings = [Report.Vanishing("fc1")] }.ToJson();
        for (var length = 0; length < whole.Length; length += 7)
            Assert.Contains("cannot be read", Assert.Single(await Observe(Report.Of(whole[..length]))).GetMessage());
    }

    [Fact]
    public async Task Damaged_reports_never_break_an_analysis()
    {
        var random = new Random(1);
        var whole = new Report("Net") { Modules = ["fc1: Linear 72 2e-9", "fc2: Linear 72"], Findings = [Report.Vanishing("fc1", "fc2"), Report.Finding("dead_units", "fc2")] }.ToJson();
        for (var round = 0; round < 200; round++)
        {
            var text = new StringBuilder(whole);
            for (var i = 0; i < 3; i++)
                text[random.Next(text.Length)] = (char)random.Next(32, 127);

            Assert.All(await Observe(Report.Of(text.ToString())), finding => Assert.StartsWith("GG09", finding.Id));
        }
    }

    [Fact]
    public async Task Text_with_escapes_is_read_as_written() => await Observed.Finding(
        Source.Replace(" fc1 =", " [|fc1|] ="),
        Report.Of(new Report("Net") { Modules = ["fc1: Linear 72 2e-9", "fc2: Linear 72"], Findings = [Report.Vanishing("fc1")] }.ToJson().Replace("\"fc1\"", "\"\\u0066\\u00631\"").Replace("{", " {\r\n\t")));

    private static Task<IReadOnlyList<Diagnostic>> Observe(AdditionalText report) => Verification.TestCompilation.Analyze(
        Verification.TestCompilation.OfValid(Source), [Verification.Only.Rules(GradGuardRules.All.Where(rule => rule is ObservedRule))], null, report);
}
