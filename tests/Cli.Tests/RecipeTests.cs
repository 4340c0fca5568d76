using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GradGuard.Cli.Tests;

/// <summary>Runs the commands of docs/ci.md, in their order, in a folder that looks like a user's.</summary>
public sealed partial class RecipeTests : IDisposable
{
    // What installs the tool is tested where packages are made.
    private const string Install = "dotnet tool install";

    private readonly SourceFolder _folder = new();

    public static TheoryData<string, string[]> Recipes()
    {
        var recipes = new TheoryData<string, string[]>();
        foreach (var section in Page().Split("\n## ").Skip(1))
        {
            var commands = CodeBlock().Matches(section).SelectMany(block => Command().Matches(block.Groups["code"].Value))
                .Select(command => command.Groups["command"].Value).Where(command => !command.StartsWith(Install, StringComparison.Ordinal)).ToArray();
            recipes.Add(section.Split('\n')[0], commands);
        }

        return recipes;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Every_command_of_the_recipe_succeeds_on_a_healthy_model(string recipe, string[] commands)
    {
        WriteProjects(Models.Shallow, RunLogs.Healthy);

        Assert.True(commands.Length > 0, recipe);
        foreach (var command in commands)
            Assert.Equal((command, 0), (command, await RunAsync(command)));
    }

    [Fact]
    public async Task The_build_fails_on_a_sick_model_and_the_gate_on_a_sick_run()
    {
        WriteProjects(Models.DeepSigmoid, RunLogs.Sick());
        var commands = Recipes().SelectMany(recipe => recipe.Data.Item2).Distinct().ToList();

        Assert.NotEqual(0, await RunAsync(commands.First(command => command.StartsWith("dotnet build", StringComparison.Ordinal))));
        Assert.Equal(0, await RunAsync(commands.First(command => command.StartsWith("dotnet run", StringComparison.Ordinal))));
        Assert.All(
            await Task.WhenAll(commands.Where(command => command.StartsWith("gradguard gate", StringComparison.Ordinal)).Select(RunAsync)),
            exitCode => Assert.Equal(1, exitCode));
    }

    // The training of the recipes is the user's own: here it hands over a run that was recorded.
    private void WriteProjects(string model, string[] log)
    {
        var binaries = AppContext.BaseDirectory;
        Directory.CreateDirectory(Path.Combine(_folder.Path, "src", "Models"));
        Directory.CreateDirectory(Path.Combine(_folder.Path, "src", "Train"));
        _folder.Write("src/Models/Models.cs", model);
        _folder.Write("src/Models/Models.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup>
                <Reference Include="TorchSharp"><HintPath>{binaries}TorchSharp.dll</HintPath></Reference>
                <Analyzer Include="{binaries}GradGuard.Analyzers.dll;{binaries}GradGuard.Signal.dll" />
              </ItemGroup>
            </Project>
            """);
        _folder.Write("src/Train/Program.cs", """System.IO.File.Copy("recorded.gradguard.jsonl", "smoke.gradguard.jsonl", overwrite: true);""");
        _folder.Write("src/Train/Train.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup>
            </Project>
            """);
        _folder.Write("recorded.gradguard.jsonl", string.Join('\n', log) + "\n");
    }

    private async Task<int> RunAsync(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"gradguard() {{ dotnet '{AppContext.BaseDirectory}gradguard.dll' \"$@\"; }}\n{command}"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"$ {command}\n{await output}{await error}exit code {process.ExitCode}");
        return process.ExitCode;
    }

    private static string Page()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GradGuard.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");

        return File.ReadAllText(Path.Combine(folder.FullName, "docs", "ci.md")).ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"```(?:sh|yaml)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"^\s*(?:- )?(?:run: |script: )?(?<command>(?:dotnet|gradguard) .+)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
