using System.Text.RegularExpressions;

namespace GradGuard.Packages.Tests;

/// <summary>The commands of docs/ci.md over installed packages: models in a library, the training in a program, the command as a tool.</summary>
public sealed partial class RecipeTests(PackageFeed feed)
{
    private const string Sick = "Linear(2, 16), Sigmoid(), Linear(16, 16), Sigmoid(), Linear(16, 16), Sigmoid(), Linear(16, 16), Sigmoid(), Linear(16, 16), Sigmoid(), Linear(16, 2)";
    private const string Sound = "Linear(2, 16), ReLU(), Linear(16, 2)";

    [Fact]
    public async Task The_recipe_for_GitHub_stops_a_sick_model_and_lets_a_sound_one_pass()
    {
        var user = feed.NewFolder("Recipe");
        await MakeProjects(user);
        var commands = CommandsOf("GitHub Actions");
        Assert.Equal(0, (await user.Run("bash", "-c", InFolder(commands.Single(command => command.StartsWith("dotnet tool install", StringComparison.Ordinal))))).ExitCode);

        await WriteModel(user, Sick);
        var stopped = await user.Run("bash", "-c", commands.Single(command => command.Contains("-warnaserror", StringComparison.Ordinal)));
        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains("Net.cs(9,", Assert.Single(stopped.Of("GG0101")));

        await WriteModel(user, Sound);
        foreach (var command in commands.Where(command => !command.StartsWith("dotnet tool install", StringComparison.Ordinal)))
        {
            var result = await user.Run("bash", "-c", $"PATH=\"$PWD/tools:$PATH\"; {command}");
            Assert.True(result.ExitCode == 0, $"{command}\n{result.Output}");
        }

        Assert.True(File.Exists(Path.Combine(user.Folder, "report.html")));
    }

    // dotnet new and dotnet add package, as one types them.
    private async Task MakeProjects(Commands user)
    {
        foreach (var command in new[]
        {
            "dotnet new classlib -o src/Models --no-restore",
            "dotnet new console -o src/Train --no-restore",
            $"dotnet add src/Models package {feed.TorchSharp.Id} --version {feed.TorchSharp.Version}",
            "dotnet add src/Models package GradGuard.Analyzers",
            "dotnet add src/Train package GradGuard",
            "dotnet add src/Train reference src/Models",
        })
            Assert.True(await user.Run("bash", "-c", command) is { ExitCode: 0 }, command);

        Assert.Contains("<PrivateAssets>all</PrivateAssets>", await File.ReadAllTextAsync(Path.Combine(user.Folder, "src/Models/Models.csproj")));
        File.Delete(Path.Combine(user.Folder, "src/Models/Class1.cs"));
        await File.WriteAllTextAsync(Path.Combine(user.Folder, "src/Train/Program.cs"), """
            using GradGuard;
            using Models;
            using TorchSharp;
            using static TorchSharp.torch;
            using static TorchSharp.torch.nn;

            manual_seed(1);
            using var x = rand(128, 2);
            using var y = (x.square().sum(1) < 0.6).to(ScalarType.Int64);
            using var model = new Net();
            using var optimizer = optim.Adam(model.parameters(), lr: 1e-2);
            using var guard = GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = "smoke.gradguard.jsonl" });
            for (var step = 0; step < int.Parse(args[1]); step++)
            {
                optimizer.zero_grad();
                var loss = functional.cross_entropy(model.call(x), y);
                loss.backward();
                guard.ClipGradNorm(1.0);
                optimizer.step();
                guard.Step(loss);
            }
            """);
    }

    private static Task WriteModel(Commands user, string layers) => File.WriteAllTextAsync(Path.Combine(user.Folder, "src/Models/Net.cs"), $$"""
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Models;

        public sealed class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential layers = Sequential({{layers}});

            public Net() : base("net") => RegisterComponents();

            public override Tensor forward(Tensor x) => layers.call(x);
        }
        """);

    private static string InFolder(string install) => install.Replace("--global", "--tool-path tools", StringComparison.Ordinal);

    private static IReadOnlyList<string> CommandsOf(string section)
    {
        var page = File.ReadAllText(Path.Combine(BuildSettings.Repository, "docs", "ci.md")).ReplaceLineEndings("\n");
        return [.. Command().Matches(page.Split("\n## ").Single(part => part.StartsWith(section, StringComparison.Ordinal))).Select(command => command.Groups["command"].Value)];
    }

    [GeneratedRegex(@"^\s*- run: (?<command>.+)$", RegexOptions.Multiline)]
    private static partial Regex Command();
}
