using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>Runs one rule over marked-up source.</summary>
internal static class Verify<TRule>
    where TRule : GradGuardRule, new()
{
    /// <summary>Asserts that the findings are exactly those marked, and returns them for a closer look.</summary>
    public static Task<IReadOnlyList<Diagnostic>> Findings(string source) => Findings(source, null);

    public static async Task<IReadOnlyList<Diagnostic>> Findings(string source, IReadOnlyDictionary<string, string>? settings)
    {
        var markup = Markup.Parse(source);
        var compilation = TestCompilation.OfValid(markup.Code);
        var found = await TestCompilation.Analyze(compilation, [Only.Rule<TRule>()], settings);
        Assert.Equal(
            markup.Findings.Select(expected => Describe(expected.Span, markup.Code)),
            found.Select(diagnostic => Describe(diagnostic.Location.SourceSpan, markup.Code)));
        return found;
    }

    /// <summary>Asserts that there is exactly one finding, at the marked place.</summary>
    public static async Task<Diagnostic> Finding(string source, IReadOnlyDictionary<string, string>? settings = null) =>
        Assert.Single(await Findings(source, settings));

    private static string Describe(Microsoft.CodeAnalysis.Text.TextSpan span, string code) =>
        $"line {code.AsSpan(0, span.Start).Count('\n') + 1}: {code.Substring(span.Start, span.Length)}";
}
