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

    /// <summary>Takes each of them once, and asserts that none fails.</summary>
    public static async Task Take(string source, IReadOnlyList<Diagnostic> findings)
    {
        if (findings.Count == 0)
            return;

        var template = TestCompilation.Of(source);
        using var workspace = new AdhocWorkspace();
        var document = workspace.AddProject("Test", LanguageNames.CSharp).WithMetadataReferences(template.References).WithCompilationOptions(template.Options)
            .WithParseOptions(TestCompilation.ParseOptions).AddDocument("Usings.cs", TestCompilation.Usings).Project.AddDocument("Test.cs", source);
        using var faults = new FaultWatch();
        foreach (var finding in findings)
            foreach (var fix in Fixes.Where(fix => fix.FixableDiagnosticIds.Contains(finding.Id)))
            {
                var actions = new List<CodeAction>();
                await fix.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), TestContext.Current.CancellationToken));
                foreach (var action in actions)
                    await action.GetOperationsAsync(TestContext.Current.CancellationToken);
            }

        faults.AssertNone();
    }
}
