namespace GradGuard.Cli.Tests;

/// <summary>Solutions in the forms that dotnet new and editors make.</summary>
public sealed class SolutionFormTests : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
        </Project>
        """;

    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("All.slnx", """<Solution><Folder Name="/nets/"><Project Path="Nets/Nets.csproj" /></Folder><Project Path="Other/Other.vbproj" /></Solution>""")]
    [InlineData("Some.slnf", """{ "solution": { "path": "All.sln", "projects": [ "Nets\\Nets.csproj", ] } }""")]
    public async Task The_projects_of_a_solution_are_analyzed(string name, string content)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "Nets"));
        _folder.Write("Nets/Nets.csproj", Project);
        _folder.Write("Nets/Code.cs", "class Code;");

        var run = await Terminal.RunAsync("analyze", _folder.Write(name, content));

        Assert.Equal(
            ["No TorchSharp model found in 1 source file (Nets): TorchSharp is not referenced.", "0 models, 0 findings."],
            run.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("cut.slnx", "<Solution><Project", "does not load")]
    [InlineData("empty.slnx", "<Solution />", "names no C# project")]
    [InlineData("missing.slnx", """<Solution><Project Path="nowhere/Nets.csproj" /></Solution>""", "Nets.csproj")]
    [InlineData("cut.slnf", "{", "does not load")]
    [InlineData("empty.slnf", "{}", "\"projects\"")]
    public async Task A_solution_that_cannot_be_read_says_why(string name, string content, string reason)
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write(name, content));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error);
    }
}
