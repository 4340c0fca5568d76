using System.Text.Json;
using System.Xml.Linq;

namespace GradGuard.Cli.Tests;

public sealed class GateFormatTests : IDisposable
{
    private const string HostileLayer = "fc1,title=x::\r\n::error::gone%\u001b";
    private const string HostileMessage = "100 %\n::warning::forged </failure> & ]]>";

    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task JUnit_has_a_test_for_every_symptom_and_one_for_the_log()
    {
        var suite = (await JUnitAsync(RunLogs.Sick())).Root!.Element("testsuite")!;

        var cases = suite.Elements("testcase").ToList();
        Assert.Equal(Enum.GetValues<Symptom>().Length + 1, cases.Count);
        Assert.Equal((cases.Count.ToString(), "1", "0"), ((string)suite.Attribute("tests")!, (string)suite.Attribute("failures")!, (string)suite.Attribute("errors")!));
        Assert.All(cases, test => Assert.Equal(("gradguard.Net", true), ((string)test.Attribute("classname")!, test.Attribute("time") is not null)));
        var failed = Assert.Single(cases, test => test.Element("failure") is not null);
        Assert.Equal("no vanishing gradient", (string)failed.Attribute("name")!);
        Assert.Equal("warning step 20: fc1: its gradient is gone", (string)failed.Element("failure")!.Attribute("message")!);
        Assert.Contains("  - ", failed.Element("failure")!.Value);
    }

    [Fact]
    public async Task JUnit_tells_findings_below_the_threshold_as_output()
    {
        var document = await JUnitAsync(RunLogs.Sick("info"));

        Assert.Empty(document.Descendants("failure"));
        Assert.Contains("its gradient is gone", Assert.Single(document.Descendants("system-out")).Value);
    }

    [Fact]
    public async Task JUnit_makes_a_cut_log_an_error()
    {
        var document = await JUnitAsync(RunLogs.Run, RunLogs.Step);

        Assert.Equal("1", (string)document.Root!.Element("testsuite")!.Attribute("errors")!);
        Assert.Contains("without an end line", (string)Assert.Single(document.Descendants("error")).Attribute("message")!);
    }

    [Fact]
    public async Task JUnit_stays_xml_whatever_names_are()
    {
        var document = await JUnitAsync(RunLogs.Run, RunLogs.Step, RunLogs.Finding("error", HostileLayer, HostileMessage), RunLogs.End);

        Assert.Contains("</failure> & ]]>", Assert.Single(document.Descendants("failure")).Value);
    }

    [Fact]
    public async Task GitHub_gets_an_annotation_for_each_finding()
    {
        var run = await Terminal.RunAsync(
            "gate", _folder.WriteLog(RunLogs.Run, RunLogs.Step, RunLogs.Finding("error"), RunLogs.Finding("warning"), RunLogs.Finding("info"), RunLogs.End), "--format", "github");

        var lines = run.Output.TrimEnd().Split(Environment.NewLine);
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("::error title=GradGuard%3A vanishing gradient at fc1::error step 20: fc1: its gradient is gone%0A- ", lines[0]);
        Assert.StartsWith("::warning title=", lines[1]);
        Assert.StartsWith("::notice title=", lines[2]);
        Assert.StartsWith("failed: ", lines[3]);
    }

    [Fact]
    public async Task GitHub_commands_cannot_be_forged_by_a_name()
    {
        var run = await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Run, RunLogs.Step, RunLogs.Finding("warning", HostileLayer, HostileMessage), RunLogs.End), "--format", "github");

        var lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        var title = lines[0]["::warning title=".Length..].Split("::")[0];
        Assert.DoesNotContain(title, character => character is ':' or ',' or '\r' or '\n');
        Assert.Contains("gone%25", title);
        Assert.Contains("100 %25", lines[0]);
    }

    [Fact]
    public async Task Sarif_has_a_rule_for_every_symptom_and_a_result_for_every_finding()
    {
        var log = _folder.WriteLog(RunLogs.Sick());

        using var json = JsonDocument.Parse((await Terminal.RunAsync("gate", log, "--format", "sarif")).Output);

        var run = json.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(Enum.GetValues<Symptom>().Select(symptom => symptom.Name()), rules.Select(rule => rule.GetProperty("id").GetString()));
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        Assert.Equal("vanishing_gradient", rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        Assert.Equal(("vanishing_gradient", "warning"), (result.GetProperty("ruleId").GetString(), result.GetProperty("level").GetString()));
        var place = result.GetProperty("locations")[0];
        Assert.Equal(new Uri(log).AbsoluteUri, place.GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(3, place.GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Equal("Users.Net.fc1", place.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString());
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public async Task Sarif_says_that_a_log_was_cut()
    {
        using var json = JsonDocument.Parse((await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Run, RunLogs.Step), "--format", "sarif")).Output);

        var invocation = json.RootElement.GetProperty("runs")[0].GetProperty("invocations")[0];
        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        Assert.Contains("without an end line", invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("message").GetProperty("text").GetString());
    }

    private async Task<XDocument> JUnitAsync(params string[] lines) =>
        XDocument.Parse((await Terminal.RunAsync("gate", _folder.WriteLog(lines), "--format", "junit")).Output.TrimEnd());
}
