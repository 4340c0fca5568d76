using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>What the first page for users shows is what they will see.</summary>
public sealed partial class GettingStartedTests
{
    private static readonly Page Page = Page.Read("docs/getting-started.md");

    [Fact]
    public async Task The_warning_shown_is_the_one_that_the_program_gets_and_where_it_gets_it()
    {
        var program = Sample.On(Page.Text).First();
        var warning = Assert.Single(await SampleCompilation.Analyze(program), found => found.Severity == DiagnosticSeverity.Warning);

        var place = warning.Location.GetLineSpan().StartLinePosition;
        Assert.Equal(
            $"Program.cs({place.Line + 1},{place.Character + 1}): warning {warning.Id}: {warning.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}",
            Warning().Match(Page.Text).Value);
    }

    [GeneratedRegex(@"^Program\.cs\(.*$", RegexOptions.Multiline)]
    private static partial Regex Warning();
}
