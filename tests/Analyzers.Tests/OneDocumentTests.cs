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

    [Fact]
    public async Task Parts_of_a_class_in_two_files_each_show_what_lies_in_them_once()
    {
        var compilation = TestCompilation.OfValid(
            """
            partial class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1 = Linear(8, 8), left = Linear(8, 8);
                public Net() : base("net") { RegisterComponents(); }
            }
            """,
            """
            partial class Net
            {
                private readonly Linear fc2 = Linear(8, 8), over = Linear(8, 8);
                public override Tensor forward(Tensor x) => fc2.call(functional.relu(fc1.call(x)));
            }
            """);
        var unused = new List<string>();
        foreach (var document in compilation.SyntaxTrees.Skip(1))
            unused.AddRange((await With(compilation).GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(document), null, TestContext.Current.CancellationToken))
                .Where(found => found.Id == RuleIds.UnusedLayer && found.Location.SourceTree == document).Select(NameAt));

        Assert.Equal(["left", "over"], unused);
        Assert.Equal(["left", "over"], (await TestCompilation.Analyze(compilation, GradGuardAnalyzers.All)).Where(found => found.Id == RuleIds.UnusedLayer).Select(NameAt).Order());

        static string NameAt(Diagnostic found) => found.Location.SourceTree!.GetRoot(TestContext.Current.CancellationToken).FindToken(found.Location.SourceSpan.Start).Text;
    }

    private static CompilationWithAnalyzers With(Compilation compilation) => compilation.WithAnalyzers(
        [.. GradGuardAnalyzers.All], new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));

    // eval() may stand in another method than the loop that goes on in it: a build alone tells of that.
    private static IEnumerable<string> Describe(IEnumerable<Diagnostic> findings) =>
        findings.Where(found => found.Id != RuleIds.EvaluationMode).Select(found => $"{found.Location.GetLineSpan().StartLinePosition.Line + 1}: {found.Id}").Order(StringComparer.Ordinal);
}
