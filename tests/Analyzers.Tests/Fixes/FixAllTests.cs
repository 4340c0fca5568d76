using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes;
using GradGuard.CodeFixes.Fixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace GradGuard.Analyzers.Tests.Fixes;

/// <summary>All findings of a rule at once, in a file, a project or a solution.</summary>
public sealed class FixAllTests
{
    private static readonly GradGuardCodeFix[] Fixes =
    [
        .. typeof(GradGuardCodeFix).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(GradGuardCodeFix)))
            .Select(type => (GradGuardCodeFix)Activator.CreateInstance(type)!),
    ];

    public static TheoryData<string> Ids => [.. FaultsOfEachKind.Sources.Keys];

    [Fact]
    public void Every_rule_with_a_fix_is_held_to_it() => Assert.Equal(Fixes.SelectMany(fix => fix.FixableDiagnosticIds).Order(), FaultsOfEachKind.Sources.Keys.Order());

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task In_a_document_its_findings_are_mended_and_no_other_file_changes(string id) => await Mends(id, FixAllScope.Document, OfferedFix.Best, ["A.cs"]);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task In_a_project_the_findings_of_its_files_are_mended_and_no_other_project_changes(string id) => await Mends(id, FixAllScope.Project, OfferedFix.Best, ["A.cs", "B.cs"]);

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task In_a_solution_all_are_mended_though_dotnet_format_asks_with_no_key(string id) => await Mends(id, FixAllScope.Solution, null, ["A.cs", "B.cs", "C.cs"]);

    [Fact]
    public async Task The_remedy_that_was_chosen_is_taken_where_it_heals_and_the_best_elsewhere()
    {
        var before = FixAllSolution.Of(FaultsOfEachKind.Sources["GG0101"]);

        var chosen = await before.Mended(new SaturatingStackFix(), FixAllScope.Document, "Use SELU with LeCun initialisation");
        Assert.DoesNotContain("gelu", await chosen!.Text("A.cs"), StringComparison.OrdinalIgnoreCase);

        // A remedy that no model is offered.
        var other = await before.Mended(new SaturatingStackFix(), FixAllScope.Document, "Use Softplus");
        Assert.Equal(await (await before.Mended(new SaturatingStackFix(), FixAllScope.Document, OfferedFix.Best))!.Text("A.cs"), await other!.Text("A.cs"));
    }

    [Fact]
    public async Task The_last_of_two_fixes_in_a_class_takes_the_layer_that_both_made_idle()
    {
        var mended = await FixAllSolution.Of(FaultsOfEachKind.Sources["GG0202"]).Mended(new SkipNotIdentityFix(), FixAllScope.Solution, null);

        Assert.DoesNotContain("norm", await mended!.Text("C.cs"), StringComparison.Ordinal);
        Assert.DoesNotContain("GG0606", await mended.IdsIn("C.cs"));
    }

    [Fact]
    public async Task A_file_of_two_projects_gets_the_fixes_of_both_in_both()
    {
        var shared = FixAllSolution.OfShared("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(4, 4);
            #if FIRST
                public Net() : base("net") { }
            #else
                public Net(string name) : base(name) { }
            #endif
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """);

        var mended = (await shared.Mended(new RegistrationFix(), FixAllScope.Solution, null))!;

        Assert.Equal(2, (await mended.Text("Shared.cs")).Split("RegisterComponents();").Length - 1);
        var texts = await Task.WhenAll(mended.Solution.Projects.Select(async project => (await project.Documents.Single(document => document.Name == "Shared.cs").GetTextAsync(TestContext.Current.CancellationToken)).ToString()));
        Assert.Equal(texts[0], texts[1]);
        Assert.DoesNotContain("GG0601", await mended.IdsIn("Shared.cs"));
    }

    [Fact]
    public async Task Findings_without_a_fix_come_back_with_none()
    {
        var unfixable = FixAllSolution.Of("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Dictionary<string, Linear> layers = new() { ["a"] = Linear(4, 4) };
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => layers["a"].call(x);
            }
            """);

        Assert.Contains("GG0601", await unfixable.IdsIn("A.cs"));
        Assert.Null(await unfixable.Mended(new RegistrationFix(), FixAllScope.Solution, null));
    }

    [Fact]
    public async Task Where_nothing_is_found_nothing_changes()
    {
        var sound = FixAllSolution.Of("static class Sound { public static Linear Layer() => Linear(4, 4); }");

        var mended = await sound.Mended(new RegistrationFix(), FixAllScope.Solution, null);

        Assert.Empty(mended!.Solution.GetChanges(sound.Solution).GetProjectChanges());
    }

    [Fact]
    public async Task A_finding_of_another_rule_gets_no_fix()
    {
        var loops = FixAllSolution.Of(FaultsOfEachKind.Sources["GG0405"]);
        var finding = (await loops.Findings()).Values.SelectMany(found => found).First(found => found.Id == "GG0405");

        var offers = new List<string>();
        await new ClipBeforeStepFix().RegisterCodeFixesAsync(new CodeFixContext(loops.Solution.GetDocument(finding.Location.SourceTree)!, finding.Location.SourceSpan, [finding],
            (action, _) => offers.Add(action.Title), TestContext.Current.CancellationToken));

        Assert.Empty(offers);
    }

    private static async Task Mends(string id, FixAllScope scope, string? key, string[] files)
    {
        var before = FixAllSolution.Of(FaultsOfEachKind.Sources[id]);
        Assert.All(await Task.WhenAll(files.Select(before.IdsIn)), found => Assert.Contains(id, found));

        var mended = await before.Mended(Fixes.Single(fix => fix.FixableDiagnosticIds.Contains(id)), scope, key);

        foreach (var document in before.Solution.Projects.SelectMany(project => project.Documents).Where(document => document.Name != "Usings.cs"))
            if (files.Contains(document.Name))
                Assert.DoesNotContain(id, await mended!.IdsIn(document.Name));
            else
                Assert.Equal(await before.Text(document.Name), await mended!.Text(document.Name));
    }
}
