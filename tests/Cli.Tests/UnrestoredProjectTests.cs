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

    [Fact]
    public async Task A_project_whose_packages_are_not_restored_cannot_be_judged()
    {
        _folder.Write("Model.cs", Models.DeepSigmoid);
        var project = _folder.Write("Models.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="TorchSharp" Version="0.107.0" /></ItemGroup>
            </Project>
            """);

        var run = await Terminal.RunAsync("analyze", project);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("CS0246", run.Error);
        Assert.Contains("dotnet restore", run.Error);
    }

    [Fact]
    public async Task A_file_that_does_not_compile_and_has_no_model_cannot_be_judged()
    {
        var run = await Terminal.RunAsync("analyze", _folder.Write("Cut.cs", Models.DeepSigmoid[..80]));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("of the compiler", run.Error);
    }

    [Fact]
    public async Task A_model_beside_code_that_does_not_compile_is_judged_and_the_rest_is_named()
    {
        _folder.Write("Deep.cs", Models.DeepSigmoid);
        var broken = _folder.Write("Broken.cs", "class Broken : Nowhere;");

        var run = await Terminal.RunAsync("analyze", _folder.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("warning GG0101", run.Output);
        Assert.Contains($"{broken}(1,16): CS0246", run.Error);
    }
}
