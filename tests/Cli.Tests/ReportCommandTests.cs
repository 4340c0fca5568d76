using System.Text.Json;

namespace GradGuard.Cli.Tests;

public sealed class ReportCommandTests : IDisposable
{
    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Text_goes_to_the_terminal_by_default()
    {
        var run = await Terminal.RunAsync("report", _folder.WriteLog(RunLogs.Sick()));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("Users.Net, ", run.Output);
        Assert.Contains("Unhealthy: vanishing gradient", run.Output);
    }

    [Theory]
    [InlineData("report.html", "<!DOCTYPE html>")]
    [InlineData("report.HTM", "<!DOCTYPE html>")]
    [InlineData("net.gradguard.json", "{")]
    [InlineData("report.txt", "Users.Net, ")]
    [InlineData("deep/down/report.html", "<!DOCTYPE html>")]
    public async Task The_extension_of_the_file_says_the_form(string name, string beginning)
    {
        var file = Path.Combine(_folder.Path, name);

        var run = await Terminal.RunAsync("report", _folder.WriteLog(RunLogs.Healthy), "-o", file);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(beginning, File.ReadAllText(file));
        Assert.Equal($"{file}: Healthy: nothing was found.{Environment.NewLine}", run.Output);
    }

    [Theory]
    [InlineData("json", "{")]
    [InlineData("html", "<!DOCTYPE html>")]
    [InlineData("text", "Users.Net, ")]
    public async Task Format_says_the_form_whatever_the_file_is_called(string format, string beginning)
    {
        var run = await Terminal.RunAsync("report", _folder.WriteLog(RunLogs.Healthy), "--format", format);

        Assert.StartsWith(beginning, run.Output);
    }

    [Fact]
    public async Task A_prediction_stands_beside_the_measurement()
    {
        var prediction = _folder.Write("net.json", """{"models":[{"type":"Users.Net","log10Ratio":-8,"layers":[{"path":"fc1","kind":"Linear","log10Norm":-8},{"path":"fc2","kind":"Linear","log10Norm":0}]}],"diagnostics":[]}""");

        var run = await Terminal.RunAsync("report", _folder.WriteLog(RunLogs.Sick()), "--prediction", prediction);

        Assert.Contains("fc1    Linear      -8.00     -9.00       -1.00", run.Output);
    }

    [Fact]
    public async Task A_prediction_of_other_models_is_said_and_left_out()
    {
        var run = await Terminal.RunAsync("report", _folder.WriteLog(RunLogs.Sick()), "--prediction", _folder.Write("other.json", """{"models":[]}"""));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("has no prediction for Users.Net", run.Error);
    }

    [Theory]
    [InlineData("", "no run in it")]
    [InlineData("not a log", "line 1: not a line of a run log")]
    [InlineData(RunLogs.Run, "no step in it")]
    public async Task What_cannot_be_reported_makes_the_exit_code_2_and_says_why(string log, string reason)
    {
        var run = await Terminal.RunAsync("report", _folder.WriteLog(log));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(reason, run.Error);
    }

    [Fact]
    public async Task A_log_that_is_not_there_makes_the_exit_code_2() =>
        Assert.Equal(2, (await Terminal.RunAsync("report", Path.Combine(_folder.Path, "none.gradguard.jsonl"))).ExitCode);

    [Fact]
    public async Task A_file_that_cannot_be_written_makes_the_exit_code_2()
    {
        var run = await Terminal.RunAsync("report", _folder.WriteLog(RunLogs.Healthy), "-o", _folder.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("gradguard: ", run.Error);
    }

    [Fact]
    public async Task Json_on_standard_output_is_json()
    {
        using var json = JsonDocument.Parse((await Terminal.RunAsync("report", _folder.WriteLog(RunLogs.Sick()), "--format", "json")).Output);

        Assert.Equal("Users.Net", json.RootElement.GetProperty("modelType").GetString());
    }
}
