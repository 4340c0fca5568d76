using System.Text.Json;

namespace GradGuard.Cli.Tests;

public sealed class GateCommandTests : IDisposable
{
    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("info", "info", 1)]
    [InlineData("info", "warning", 0)]
    [InlineData("info", "error", 0)]
    [InlineData("warning", "info", 1)]
    [InlineData("warning", "warning", 1)]
    [InlineData("warning", "error", 0)]
    [InlineData("error", "info", 1)]
    [InlineData("error", "warning", 1)]
    [InlineData("error", "error", 1)]
    [InlineData("error", "never", 0)]
    public async Task A_finding_at_or_above_the_threshold_makes_the_exit_code_1(string severity, string failOn, int exitCode) =>
        Assert.Equal(exitCode, (await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Sick(severity)), "--fail-on", failOn)).ExitCode);

    [Fact]
    public async Task A_clean_run_makes_the_exit_code_0_and_says_what_was_judged()
    {
        var run = await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Healthy));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal($"passed: 0 findings at or above warning, 0 below, 20 steps, 1 measured{Environment.NewLine}", run.Output);
    }

    [Fact]
    public async Task A_failing_finding_is_told_with_its_remedies()
    {
        var run = await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Sick()));

        Assert.Contains("warning step 20: fc1: its gradient is gone", run.Output);
        Assert.Contains("  - ", run.Output);
        Assert.Contains("failed: 1 finding at or above warning", run.Output);
    }

    [Fact]
    public async Task A_condition_that_ceased_fails_all_the_same()
    {
        var ceased = RunLogs.Finding("warning").Replace("\"step\":20", "\"step\":30").Replace("\"ended\":false", "\"ended\":true");

        var run = await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Run, RunLogs.Step, RunLogs.Finding("warning"), ceased, RunLogs.End));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("(until step 30)", run.Output);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("junit")]
    [InlineData("sarif")]
    [InlineData("github")]
    public async Task A_log_that_was_cut_is_no_clean_run(string format)
    {
        var run = await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Run, RunLogs.Step), "--format", format);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ends at step 20 without an end line", run.Error);
    }

    [Fact]
    public async Task A_log_that_was_cut_can_be_judged_on_request()
    {
        var run = await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Run, RunLogs.Step), "--allow-incomplete");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Findings_fail_a_log_that_was_cut()
    {
        var run = await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Run, RunLogs.Step, RunLogs.Finding("error")));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("without an end line", run.Error);
    }

    [Theory]
    [InlineData(RunLogs.Run + "\n" + RunLogs.End, "has no step: nothing was measured")]
    [InlineData("", "no run in it")]
    [InlineData("{}", "line 1: not a line of a run log")]
    public async Task A_log_without_a_step_never_passes(string log, string reason)
    {
        var run = await Terminal.RunAsync("gate", _folder.WriteLog(log), "--allow-incomplete");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error);
    }

    [Theory]
    [InlineData("gate")]
    [InlineData("gate", "a.gradguard.jsonl", "b.gradguard.jsonl")]
    [InlineData("gate", "a.gradguard.jsonl", "--fail-on", "hint")]
    [InlineData("gate", "a.gradguard.jsonl", "--format", "yaml")]
    [InlineData("gate", "nowhere.gradguard.jsonl")]
    public async Task What_makes_no_gate_makes_the_exit_code_2(params string[] words) => Assert.Equal(2, (await Terminal.RunAsync(words)).ExitCode);

    [Fact]
    public async Task The_result_can_go_to_a_file_with_a_line_on_the_terminal()
    {
        var file = Path.Combine(_folder.Path, "results", "gradguard.xml");

        var run = await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Sick()), "--format", "junit", "-o", file);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("<?xml", File.ReadAllText(file));
        Assert.StartsWith($"{file}: failed: 1 finding", run.Output);
    }

    [Fact]
    public async Task Json_tells_findings_and_exit_code()
    {
        using var json = JsonDocument.Parse((await Terminal.RunAsync("gate", _folder.WriteLog(RunLogs.Sick()), "--format", "json")).Output);

        Assert.Equal(("Users.Net", 1, "warning"), (json.RootElement.GetProperty("model").GetString(), json.RootElement.GetProperty("exitCode").GetInt32(), json.RootElement.GetProperty("failOn").GetString()));
        var finding = Assert.Single(json.RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal(("vanishing_gradient", "fc1", true), (finding.GetProperty("symptom").GetString(), finding.GetProperty("layer").GetString(), finding.GetProperty("fails").GetBoolean()));
    }
}
