using GradGuard.Analyzers.Tests.Corpus;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Tests;

/// <summary>
/// An editor asks for the findings of the document that is open, and shows those alone that Roslyn calls local: they lie in the declaration
/// that was being looked at when they were reported.
/// </summary>
public sealed class OneDocumentTests
{
    public static TheoryData<string> Files => [.. CorpusFiles.All.Select(file => file.Name)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task What_a_build_finds_in_a_file_an_editor_shows_too(string name)
    {
        var compilation = TestCompilation.Of(CorpusFiles.All.Single(file => file.Name == name).Source);
        var document = compilation.SyntaxTrees[1];

        var built = await TestCompilation.Analyze(compilation, GradGuardAnalyzers.All);
        var shown = await With(compilation).GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(document), null, TestContext.Current.CancellationToken);

        Assert.Equal(Describe(built), Describe(shown));
    }

    private static CompilationWithAnalyzers With(Compilation compilation) => compilation.WithAnalyzers(
        [.. GradGuardAnalyzers.All], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));

    // eval() may stand in another method than the loop that goes on in it: a build alone tells of that.
    private static IEnumerable<string> Describe(IEnumerable<Diagnostic> findings) =>
        findings.Where(found => found.Id != RuleIds.EvaluationMode).Select(found => $"{found.Location.GetLineSpan().StartLinePosition.Line + 1}: {found.Id}").Order(StringComparer.Ordinal);
}
