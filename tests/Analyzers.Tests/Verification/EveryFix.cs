using GradGuard.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>All fixes for all findings of a source, whatever state it is in.</summary>
internal static class EveryFix
{
    private static readonly GradGuardCodeFix[] Fixes =
    [
        .. typeof(GradGuardCodeFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(GradGuardCodeFix)))
            .Select(type => (GradGuardCodeFix)Activator.CreateInstance(type)!),
    ];

    /// <summary>Takes each of them once, and all of a rule at once, and asserts that none fails.</summary>
    public static async Task Take(string source)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var template = TestCompilation.Of(source);
        using var workspace = new AdhocWorkspace();
        // Findings and fixes must speak of the same syntax trees, as they do in an editor.
        var document = workspace.AddProject("Test", LanguageNames.CSharp).WithMetadataReferences(template.References).WithCompilationOptions(template.Options)
            .WithParseOptions(TestCompilation.ParseOptions).AddDocument("Usings.cs", TestCompilation.Usings, filePath: "Usings.cs").Project.AddDocument("Test.cs", source, filePath: "Test.cs");
        var findings = await TestCompilation.Analyze((await document.Project.GetCompilationAsync(cancellation))!, GradGuardAnalyzers.All);
        using var faults = new FaultWatch();
        foreach (var fix in Fixes)
        {
            var mendable = findings.Where(finding => fix.FixableDiagnosticIds.Contains(finding.Id)).ToList();
            foreach (var finding in mendable)
            {
                var actions = new List<CodeAction>();
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), cancellation));
                foreach (var action in actions)
                    Assert.NotEmpty(await action.GetOperationsAsync(cancellation));
            }

            if (mendable.Count > 0)
                await fix.GetFixAllProvider().GetFixAsync(new FixAllContext(document, fix, FixAllScope.Document, OfferedFix.Best, fix.FixableDiagnosticIds, new Provider(mendable), cancellation));
        }

        faults.AssertNone();
    }

    private sealed class Provider(IReadOnlyList<Diagnostic> findings) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellation) => Task.FromResult<IEnumerable<Diagnostic>>(findings);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellation) => GetAllDiagnosticsAsync(document.Project, cancellation);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellation) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
