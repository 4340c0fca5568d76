using GradGuard.Cli.Analysis;

namespace GradGuard.Cli.Tests;

public sealed class TextPageTests
{
    private const string Finding = "Net.cs:12: warning GG0101: 'Net' passes its gradient through 8 saturating activations (Sigmoid) in a row. Use ReLU with He initialisation.";

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void Terminal_gets_lines_that_fit_and_that_together_are_the_text(int width)
    {
        var lines = Shown(Finding, width);

        Assert.True(lines.Length > 1);
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.All(lines.Skip(1), line => Assert.StartsWith("    ", line));
        Assert.Equal(Finding, string.Join(' ', lines.Select(line => line.Trim())));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(20)]
    public void Redirected_output_and_a_terminal_too_narrow_to_wrap_for_get_one_line(int? width) => Assert.Equal([Finding], Shown(Finding, width));

    [Fact]
    public void Line_that_fits_exactly_stays_whole() => Assert.Single(Shown(new string('x', 80), 80));

    [Fact]
    public void Word_that_is_longer_than_the_terminal_stays_whole() => Assert.Equal([new string('x', 100)], Shown(new string('x', 100), 80));

    [Fact]
    public void Indent_deeper_than_the_hanging_one_goes_on() => Assert.Equal(["      aaaa", "      " + new string('b', 36)], Shown("      aaaa " + new string('b', 36), 44));

    [Fact]
    public async Task Output_that_is_no_terminal_has_each_finding_on_one_line()
    {
        using var folder = new SourceFolder();
        var run = await Terminal.RunAsync("analyze", folder.Write("Deep.cs", Models.DeepSigmoid));

        Assert.Single(run.Output.Split('\n'), line => line.Contains("warning GG0101", StringComparison.Ordinal) && line.TrimEnd().EndsWith("skip connections.", StringComparison.Ordinal));
    }

    private static string[] Shown(string text, int? width)
    {
        using var output = new StringWriter { NewLine = "\n" };
        new TextPage(output, width).Line(text);
        return output.ToString().TrimEnd('\n').Split('\n');
    }
}
