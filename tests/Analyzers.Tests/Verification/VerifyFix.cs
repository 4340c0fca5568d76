using GradGuard.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>Applies a fix to every finding of a rule, one by one and all at once, and asserts that the code compiles and the findings are gone.</summary>
internal static class VerifyFix<TRule, TFix>
    where TRule : GradGuardRule, new()
    where TFix : GradGuardCodeFix, new()
{
    private const int MostRounds = 10;

    /// <param name="source">Source with at least one finding.</param>
    /// <param name="expected">The source after the fix.</param>
    /// <param name="title">The fix to take, or the start of its title; the first that is offered where not given.</param>
    /// <param name="remains">Whether findings may remain, at another severity or for another reason.</param>
    public static async Task Turns(string source, string expected, string? title = null, bool remains = false)
    {
        Assert.Equal(expected, await FixOneByOne(Document(source), title, remains));
        Assert.Equal(expected, await FixAll(Document(source), title));
    }

    /// <summary>Asserts that the fix of the first finding in a file changes another file.</summary>
    public static async Task TurnsOther(string source, string other, string expected)
    {
        var project = Document(other, source).Project;
        var (finding, changed) = (project.Documents.Last(), project.Documents.First(document => document.Name == "Test.cs"));
        var action = (await Actions(finding, (await Findings(finding))[0]))[0];
        var mended = await Apply(changed, action);
        Assert.Equal(expected, (await mended.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        Assert.Empty(await Findings(mended));
    }

    public static async Task IsNotOffered(string source)
    {
        var document = Document(source);
        foreach (var finding in await Findings(document))
            Assert.Empty(await Actions(document, finding));
    }

    public static async Task<IReadOnlyList<string>> Titles(string source)
    {
        var document = Document(source);
        return [.. (await Actions(document, (await Findings(document))[0])).Select(action => action.Title)];
    }

    private static async Task<string> FixOneByOne(Document document, string? title, bool remains)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var fixable = await FirstFixable(document, title);
            if (fixable is null)
            {
                Assert.True(round > 0, "No fix was offered.");
                Assert.True(remains || (await Findings(document)).Count == 0, "A finding remains:\n" + string.Join("\n", await Findings(document)));
                return (await document.GetTextAsync(TestContext.Current.CancellationToken)).ToString();
            }

            document = await Apply(document, fixable);
        }

        throw new InvalidOperationException("The fix does not come to an end.");
    }

    private static async Task<CodeAction?> FirstFixable(Document document, string? title)
    {
        foreach (var finding in await Findings(document))
            if ((await Actions(document, finding)).FirstOrDefault(action => title is null || action.Title.StartsWith(title, StringComparison.Ordinal)) is { } action)
                return action;

        return null;
    }

    private static async Task<string> FixAll(Document document, string? title)
    {
        var findings = await Findings(document);
        var first = (await Actions(document, findings[0])).First(action => title is null || action.Title.StartsWith(title, StringComparison.Ordinal));
        var fix = new TFix();
        var context = new FixAllContext(
            document, fix, FixAllScope.Document, first.EquivalenceKey, fix.FixableDiagnosticIds, new Provider(findings), TestContext.Current.CancellationToken);
        var action = await fix.GetFixAllProvider().GetFixAsync(context);
        return (await (await Apply(document, action!)).GetTextAsync(TestContext.Current.CancellationToken)).ToString();
    }

    private static async Task<Document> Apply(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(TestContext.Current.CancellationToken);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        var compilation = await changed.Project.GetCompilationAsync(TestContext.Current.CancellationToken);
        var errors = compilation!.GetDiagnostics(TestContext.Current.CancellationToken).Where(found => found.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, $"The fixed code does not compile:\n{string.Join("\n", errors)}\n{await changed.GetTextAsync(TestContext.Current.CancellationToken)}");
        return changed;
    }

    private static async Task<IReadOnlyList<Diagnostic>> Findings(Document document)
    {
        var compilation = await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken);
        return await TestCompilation.Analyze(compilation!, [Only.Rule<TRule>()]);
    }

    private static async Task<IReadOnlyList<CodeAction>> Actions(Document document, Diagnostic finding)
    {
        var actions = new List<CodeAction>();
        await new TFix().RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
        return actions;
    }

    private static Document Document(string source, params string[] others)
    {
        var template = TestCompilation.OfValid([source, .. others]);
        var project = new AdhocWorkspace().AddProject("Test", LanguageNames.CSharp)
            .WithMetadataReferences(template.References)
            .WithCompilationOptions(template.Options)
            .WithParseOptions(TestCompilation.ParseOptions)
            .AddDocument("Usings.cs", TestCompilation.Usings).Project;
        var document = project.AddDocument("Test.cs", source);
        return others.Aggregate(document.Project, (all, other) => all.AddDocument("Other.cs", other).Project).GetDocument(document.Id)!;
    }

    private sealed class Provider(IReadOnlyList<Diagnostic> findings) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellation) => Task.FromResult<IEnumerable<Diagnostic>>(findings);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellation) => GetAllDiagnosticsAsync(document.Project, cancellation);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellation) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
