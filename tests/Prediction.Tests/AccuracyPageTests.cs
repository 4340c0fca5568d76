using System.Reflection;
using GradGuard.Prediction.Examples;

namespace GradGuard.Prediction.Tests;

public class AccuracyPageTests
{
    private static readonly string Root = typeof(AccuracyPageTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    [Fact]
    public void The_page_covers_every_model_and_no_other()
    {
        var rows = File.ReadLines(Path.Combine(Root, "docs", "accuracy.md"))
            .SkipWhile(line => line != "## Models")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| model ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal))
            .Select(line => line.Split('|')[1].Replace("\\*", "", StringComparison.Ordinal).Trim());

        Assert.Equal(Example.All.Select(example => example.Name).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
    }
}
