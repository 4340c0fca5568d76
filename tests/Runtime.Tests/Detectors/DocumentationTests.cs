using GradGuard.Remedies;

namespace GradGuard.Runtime.Tests.Detectors;

public class DocumentationTests
{
    public static TheoryData<Symptom> Symptoms() => [.. Enum.GetValues<Symptom>()];

    [Theory]
    [MemberData(nameof(Symptoms))]
    public void Every_symptom_and_every_remedy_without_a_rule_has_its_page(Symptom symptom)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "GradGuard.sln")))
            root = root.Parent;

        Assert.SkipWhen(root is null, "the tests do not run inside the repository");
        var pages = RemedyToolkit.For(symptom).Where(remedy => remedy.RuleId is null).Select(remedy => remedy.Link).Append(RemedyToolkit.PageOf(symptom));
        Assert.All(pages, page =>
        {
            Assert.StartsWith(RemedyToolkit.Documentation, page);
            Assert.True(File.Exists(Path.Combine(root!.FullName, "docs" + page[RemedyToolkit.Documentation.Length..])), page);
        });
    }
}
