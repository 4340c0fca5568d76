using System.Text.Json;
using GradGuard.Analyzers;

namespace GradGuard.Cli.Tests;

public sealed class AnalyzeCommandTests : IDisposable
{
    private readonly SourceFolder _folder = new();

    [Fact]
    public async Task A_model_at_risk_makes_the_exit_code_1()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Deep.cs", Models.DeepSigmoid));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("warning GG0101", run.Output);
    }

    [Fact]
    public async Task A_healthy_model_makes_the_exit_code_0()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Shallow.cs", Models.Shallow));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("1 model, 0 findings.", run.Output);
    }

    [Theory]
    [InlineData("error", 0)]
    [InlineData("never", 0)]
    [InlineData("warning", 1)]
    [InlineData("info", 1)]
    public async Task Fail_on_says_what_makes_the_exit_code_1(string failOn, int exitCode)
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Deep.cs", Models.DeepSigmoid), "--fail-on", failOn);

        Assert.Equal(exitCode, run.ExitCode);
    }

    [Fact]
    public async Task Json_tells_the_model_its_layers_and_the_findings()
    {
        var file = _folder.Write("Deep.cs", Models.DeepSigmoid);

        var run = await Terminal.RunAsync("analyze", file, "--format", "json");

        using var json = JsonDocument.Parse(run.Output);
        var model = Assert.Single(json.RootElement.GetProperty("models").EnumerateArray());
        Assert.Equal("Users.Deep", model.GetProperty("type").GetString());
        Assert.Equal(file, model.GetProperty("file").GetString());
        Assert.Equal(7, model.GetProperty("line").GetInt32());
        Assert.True(model.GetProperty("traced").GetBoolean());
        Assert.Empty(model.GetProperty("unknown").EnumerateArray());
        Assert.InRange(model.GetProperty("log10Ratio").GetDouble(), -7, -3);
        Assert.InRange(model.GetProperty("bound").GetDouble(), -7, 0);
        Assert.Equal(
            ["fc1", "fc2", "fc3", "fc4", "fc5", "head"],
            model.GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("path").GetString()));
        Assert.All(model.GetProperty("layers").EnumerateArray(), layer => Assert.Equal("Linear", layer.GetProperty("kind").GetString()));
        Assert.Equal(0, model.GetProperty("layers")[5].GetProperty("log10Norm").GetDouble());
        var diagnostic = json.RootElement.GetProperty("diagnostics").EnumerateArray().First(entry => entry.GetProperty("id").GetString() == "GG0101");
        Assert.Equal("warning", diagnostic.GetProperty("severity").GetString());
        Assert.Equal(file, diagnostic.GetProperty("file").GetString());
        Assert.Equal(15, diagnostic.GetProperty("line").GetInt32());
        Assert.Contains("Deep", diagnostic.GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_failing_model_shows_what_remedies_would_give_best_first()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Deep.cs", Models.DeepSigmoid));

        Assert.Contains("what would change it, best first", run.Output);
        Assert.Matches(@"Use ReLU with Kaiming initialisation +10\^-?\d\.\d +heals", run.Output);
        Assert.Matches(@"Initialise with Kaiming for ReLU +10\^-\d\.\d +(heals|still fails)", run.Output);
    }

    [Fact]
    public async Task A_healthy_model_shows_no_remedies()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Shallow.cs", Models.Shallow));

        Assert.DoesNotContain("what would change it", run.Output);
    }

    [Fact]
    public async Task Json_tells_what_remedies_would_give_where_the_prediction_fails()
    {
        var deep = await Terminal.RunAsync("analyze", _folder.Write("Deep.cs", Models.DeepSigmoid), "--format", "json");
        var shallow = await Terminal.RunAsync("analyze", _folder.Write("Shallow.cs", Models.Shallow), "--format", "json");

        using var failing = JsonDocument.Parse(deep.Output);
        using var healthy = JsonDocument.Parse(shallow.Output);
        var trials = failing.RootElement.GetProperty("models")[0].GetProperty("whatIfs").EnumerateArray().ToList();
        Assert.True(trials[0].GetProperty("heals").GetBoolean());
        Assert.InRange(trials[0].GetProperty("log10Ratio").GetDouble(), -3, 3);
        Assert.NotEmpty(trials[0].GetProperty("remedy").GetString()!);
        Assert.False(healthy.RootElement.GetProperty("models")[0].TryGetProperty("whatIfs", out _));
    }

    [Fact]
    public async Task Sarif_tells_each_finding_with_its_rule_and_region()
    {
        var file = _folder.Write("Deep.cs", Models.DeepSigmoid);

        var run = await Terminal.RunAsync("analyze", file, "--format", "sarif");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var log = Assert.Single(json.RootElement.GetProperty("runs").EnumerateArray());
        var result = log.GetProperty("results").EnumerateArray().First(entry => entry.GetProperty("ruleId").GetString() == "GG0101");
        Assert.Equal("warning", result.GetProperty("level").GetString());
        Assert.Contains("Deep", result.GetProperty("message").GetProperty("text").GetString());
        var place = Assert.Single(result.GetProperty("locations").EnumerateArray()).GetProperty("physicalLocation");
        Assert.Equal(new Uri(file).AbsoluteUri, place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(15, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.True(place.GetProperty("region").GetProperty("endColumn").GetInt32() > place.GetProperty("region").GetProperty("startColumn").GetInt32());
    }

    [Fact]
    public async Task Sarif_carries_the_metadata_of_every_rule()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Shallow.cs", Models.Shallow), "--format", "sarif");

        using var json = JsonDocument.Parse(run.Output);
        var rules = json.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToList();
        Assert.Equal(GradGuardAnalyzers.All.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Order(), rules.Select(rule => rule.GetProperty("id").GetString()));
        Assert.All(rules, rule => Assert.EndsWith($"{rule.GetProperty("id").GetString()}.md", rule.GetProperty("helpUri").GetString()));
    }

    [Fact]
    public async Task A_folder_is_read_with_all_its_files()
    {
        _folder.Write("Deep.cs", Models.DeepSigmoid);
        _folder.Write("Shallow.cs", Models.Shallow);

        var run = await Terminal.RunAsync("analyze", _folder.Path);

        Assert.Contains("2 models,", run.Output);
    }

    [Fact]
    public async Task Code_without_a_model_is_answered_with_what_was_looked_at()
    {
        _folder.Write("One.cs", "class One;");
        _folder.Write("Two.cs", "class Two;");

        var run = await Terminal.RunAsync("analyze", _folder.Path);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("No TorchSharp model found in 2 source files (loose files): no class derived from Module has layers, and no Sequential is built.", run.Output);
    }

    [Fact]
    public async Task A_model_makes_no_word_of_what_was_looked_at()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Shallow.cs", Models.Shallow));

        Assert.DoesNotContain("No TorchSharp model", run.Output);
    }

    [Fact]
    public async Task The_text_draws_each_layer_with_a_bar()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Deep.cs", Models.DeepSigmoid));

        var first = run.Output.Split('\n').Single(line => line.TrimStart().StartsWith("fc1 ", StringComparison.Ordinal));
        var last = run.Output.Split('\n').Single(line => line.TrimStart().StartsWith("head ", StringComparison.Ordinal));
        Assert.True(first.Count(c => c == '█') < last.Count(c => c == '█'), $"{first}\n{last}");
    }

    [Fact]
    public async Task Code_that_does_not_compile_is_still_answered()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Broken.cs", Models.DeepSigmoid[..^40]), "--fail-on", "never");

        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("Missing.csproj", "does not exist")]
    [InlineData("notes.txt", "cannot be analyzed")]
    [InlineData(".", "no .cs file")]
    public async Task A_path_that_cannot_be_read_makes_the_exit_code_2_and_says_why(string name, string reason)
    {
        _folder.Write("notes.txt", "");

        var run = await Terminal.RunAsync("analyze", Path.Combine(_folder.Path, name));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error);
    }

    [Fact]
    public async Task A_project_that_does_not_load_makes_the_exit_code_2()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Broken.csproj", "<Project"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("does not load", run.Error);
    }

    [Theory]
    [InlineData("analyze")]
    [InlineData("analyze", "a.cs", "--format", "poetry")]
    [InlineData("frobnicate")]
    public async Task Words_that_make_no_command_make_the_exit_code_2(params string[] words)
    {
        var run = await Terminal.RunAsync(words);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--help", run.Error);
    }

    public void Dispose() => _folder.Dispose();
}
