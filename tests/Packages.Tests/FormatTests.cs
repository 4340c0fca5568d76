using System.Text.RegularExpressions;

namespace GradGuard.Packages.Tests;

/// <summary>Fixes from the command line, as docs/rules/README.md has them.</summary>
public sealed partial class FormatTests(PackageFeed feed)
{
    private const string Faults = """
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Formatted;

        public class Scores : Module<Tensor, Tensor>
        {
            private readonly Linear fc; // never registered
            public Scores() : base("scores") { fc = Linear(4, 3); }
            public override Tensor forward(Tensor x) => fc.call(x);

            public static void Train(Scores model, Tensor x, Tensor y)
            {
                var optimizer = torch.optim.Adam(model.parameters());
                for (var step = 0; step < 10; step++)
                {
                    // learn
                    functional.mse_loss(model.call(x), y).backward();
                    optimizer.step();
                }
            }
        }
        """;

    private const string Unfixable = """
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Formatted;

        public class Named : Module<Tensor, Tensor>
        {
            private readonly Dictionary<string, Linear> layers = new() { ["a"] = Linear(4, 4) };
            public Named() : base("named") => RegisterComponents();
            public override Tensor forward(Tensor x) => layers["a"].call(x);
        }
        """;

    [Fact]
    public async Task One_command_mends_the_findings_of_several_rules_and_the_project_still_builds()
    {
        var user = await UserProject.Create(feed, "Formatted");
        await File.WriteAllTextAsync(Path.Combine(user.Folder, "Scores.cs"), Faults, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(user.Folder, "Named.cs"), Unfixable, TestContext.Current.CancellationToken);
        var before = await user.Run("dotnet", "build");
        Assert.Equal([1, 1, 2], new[] { "GG0101", "GG0405", "GG0601" }.Select(id => before.Of(id).Count));

        var formatted = await user.Run("bash", "-c", Command().Match(Page).Value);

        Assert.Equal(0, formatted.ExitCode);
        Assert.DoesNotContain("Unable to fix", formatted.Output);
        Assert.Equal(
            Faults.Replace("fc = Linear(4, 3); }", "fc = Linear(4, 3); RegisterComponents(); }").Replace("            // learn\n", "            // learn\n            optimizer.zero_grad();\n"),
            await File.ReadAllTextAsync(Path.Combine(user.Folder, "Scores.cs"), TestContext.Current.CancellationToken));
        Assert.Equal(Unfixable, await File.ReadAllTextAsync(Path.Combine(user.Folder, "Named.cs"), TestContext.Current.CancellationToken));
        var after = await user.Run("dotnet", "build", "--no-incremental");
        Assert.Equal(0, after.ExitCode);
        Assert.Contains("'layers' keeps", Assert.Single(after.Of("GG0601")));
        Assert.Empty(after.Of("GG0101").Concat(after.Of("GG0405")));

        // Nothing is left that could be mended, and the page says how that reads.
        var again = await user.Run("bash", "-c", Command().Match(Page).Value);
        Assert.Contains(again.Lines, line => line == Said().Match(Page).Groups["said"].Value);
    }

    private static readonly string Page = File.ReadAllText(Path.Combine(BuildSettings.Repository, "docs", "rules", "README.md")).ReplaceLineEndings("\n");

    [GeneratedRegex("^dotnet format .*$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("`(?<said>Unable to fix .*?)`")]
    private static partial Regex Said();
}
