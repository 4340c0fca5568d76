using GradGuard.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>Two projects, in which all findings of a rule are mended at once, as an editor or <c>dotnet format</c> does.</summary>
internal sealed class FixAllSolution
{
    private FixAllSolution(Solution solution) => Solution = solution;

    public Solution Solution { get; }

    /// <summary>Two files in a first project and one in a second, each of the same source in a namespace of its own.</summary>
    public static FixAllSolution Of(string source) => new(
        Project(Project(new AdhocWorkspace().CurrentSolution, "First", ("A.cs", $"namespace A;\n{source}"), ("B.cs", $"namespace B;\n{source}")), "Second", ("C.cs", $"namespace C;\n{source}")));

    /// <summary>One file that two projects share, each with a symbol of its own.</summary>
    public static FixAllSolution OfShared(string source) =>
        new(Project(Project(new AdhocWorkspace().CurrentSolution, "FIRST", ("Shared.cs", source)), "SECOND", ("Shared.cs", source)));

    public Document this[string name] => Solution.Projects.SelectMany(project => project.Documents).First(document => document.Name == name);

    public async Task<string> Text(string name) => (await this[name].GetTextAsync(TestContext.Current.CancellationToken)).ToString();

    /// <summary>What all rules find in the source, project by project.</summary>
    public async Task<IReadOnlyDictionary<ProjectId, IReadOnlyList<Diagnostic>>> Findings()
    {
        var findings = new Dictionary<ProjectId, IReadOnlyList<Diagnostic>>();
        foreach (var project in Solution.Projects)
            findings.Add(project.Id, await TestCompilation.Analyze((await project.GetCompilationAsync(TestContext.Current.CancellationToken))!, GradGuardAnalyzers.All));
        return findings;
    }

    /// <summary>The ids found in a file.</summary>
    public async Task<IReadOnlyList<string>> IdsIn(string name) =>
        [.. (await Findings()).Values.SelectMany(found => found).Where(found => Path.GetFileName(found.Location.SourceTree!.FilePath) == name).Select(found => found.Id).Order()];

    /// <summary>The solution with all findings of a rule mended, which must compile; null where no fix comes back.</summary>
    /// <param name="fix">The rule's fix.</param>
    /// <param name="scope">From the first file on.</param>
    /// <param name="key">What an editor took from the fix that the user chose; null as <c>dotnet format</c> asks where its first finding has none.</param>
    public async Task<FixAllSolution?> Mended(GradGuardCodeFix fix, FixAllScope scope, string? key)
    {
        using var faults = new FaultWatch();
        var document = Solution.Projects.First().Documents.First(file => file.Name != "Usings.cs");
        var action = await fix.GetFixAllProvider().GetFixAsync(
            new FixAllContext(document, fix, scope, key!, fix.FixableDiagnosticIds, new Provider(await Findings()), TestContext.Current.CancellationToken));
        faults.AssertNone();
        if (action is null)
            return null;

        var mended = (await action.GetOperationsAsync(TestContext.Current.CancellationToken)).OfType<ApplyChangesOperation>().Single().ChangedSolution;
        foreach (var project in mended.Projects)
            Assert.DoesNotContain((await project.GetCompilationAsync(TestContext.Current.CancellationToken))!.GetDiagnostics(TestContext.Current.CancellationToken), found => found.Severity == DiagnosticSeverity.Error);
        return new(mended);
    }

    private static Solution Project(Solution solution, string name, params (string Name, string Source)[] files)
    {
        var template = TestCompilation.OfValid([.. files.Select(file => file.Source)]);
        var project = solution.AddProject(name, name, LanguageNames.CSharp).WithMetadataReferences(template.References).WithCompilationOptions(template.Options)
            .WithParseOptions(TestCompilation.ParseOptions.WithPreprocessorSymbols(name)).AddDocument("Usings.cs", TestCompilation.Usings).Project;
        return files.Aggregate(project, (all, file) => all.AddDocument(file.Name, file.Source, filePath: "/src/" + file.Name).Project).Solution;
    }

    // As dotnet format has it: everything the rule's analyzers found, of whatever rule.
    private sealed class Provider(IReadOnlyDictionary<ProjectId, IReadOnlyList<Diagnostic>> findings) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellation) => Task.FromResult<IEnumerable<Diagnostic>>(findings[project.Id]);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellation) =>
            (await GetAllDiagnosticsAsync(document.Project, cancellation)).Where(found => found.Location.SourceTree!.FilePath == document.FilePath);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellation) => Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
