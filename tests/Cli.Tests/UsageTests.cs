namespace GradGuard.Cli.Tests;

/// <summary>What a command line that cannot be meant is answered.</summary>
public sealed class UsageTests
{
    [Theory]
    [InlineData("analyze", "ReportFormat", "text, json, sarif")]
    [InlineData("gate", "GateFormat", "text, json, junit, sarif, github")]
    public async Task A_form_that_does_not_exist_is_answered_with_those_that_do(string command, string type, string forms)
    {
        var run = await Terminal.RunAsync(command, "x", "--format", "xml");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--format xml: give one of {forms}.", run.Error);
        Assert.DoesNotContain(type, run.Error);
    }

    [Theory]
    [InlineData("analyze", "--frmat")]
    [InlineData("gate", "--fial-on")]
    [InlineData("report", "-x")]
    [InlineData("dashboard", "--prot")]
    public async Task A_mistyped_option_is_not_taken_for_a_file(string command, string option)
    {
        var run = await Terminal.RunAsync(command, option);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"There is no option '{option}'", run.Error);
    }

    [Theory]
    [InlineData("analyze")]
    [InlineData("gate")]
    public async Task The_help_names_presets_as_they_are_typed(string command)
    {
        var run = await Terminal.RunAsync(command, "--help");

        Assert.Contains("[default: text]", run.Output);
        Assert.Contains("[default: warning]", run.Output);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_said_in_a_line()
    {
        using var folder = new SourceFolder();
        using var error = new StringWriter();
        await using var full = new FullDisk();

        var exitCode = await CommandLine.RunAsync(["analyze", folder.Write("Deep.cs", Models.DeepSigmoid)], full, error, TestContext.Current.CancellationToken);

        Assert.Equal(2, exitCode);
        Assert.Equal("gradguard: No space left on device", error.ToString().Trim());
    }

    private sealed class FullDisk : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
