namespace GradGuard.Cli.Tests;

/// <summary>A gate must not pass because nothing was there to look at.</summary>
public sealed class UnrestoredProjectTests : IDisposable
{
    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_project_whose_references_are_missing_cannot_be_judged()
    {
        _folder.Write("Model.cs", Models.DeepSigmoid);
        var project = _folder.Write("Models.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><ProjectReference Include="../nowhere/Nets.csproj" /></ItemGroup>
            </Project>
            """);

        var run = await Terminal.RunAsync("analyze", project);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("dotnet restore", run.Error);
    }
}
