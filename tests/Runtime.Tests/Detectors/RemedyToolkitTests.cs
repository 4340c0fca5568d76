using GradGuard.Remedies;

namespace GradGuard.Runtime.Tests.Detectors;

public class RemedyToolkitTests
{
    public static TheoryData<Symptom> Symptoms() => [.. Enum.GetValues<Symptom>()];

    [Theory]
    [MemberData(nameof(Symptoms))]
    public void Every_symptom_has_remedies_that_link_a_page(Symptom symptom)
    {
        var remedies = RemedyToolkit.For(symptom);

        Assert.NotEmpty(remedies);
        Assert.All(remedies, remedy => Assert.EndsWith(".md", remedy.Link));
        Assert.All(remedies, remedy => Assert.True(remedy.RuleId is null || remedy.Link.Contains(remedy.RuleId)));
    }

    [Theory]
    [MemberData(nameof(Symptoms))]
    public void Names_of_symptoms_read_back(Symptom symptom)
    {
        Assert.True(SymptomNames.TryParse(symptom.Name(), out Symptom parsed));
        Assert.Equal(symptom, parsed);
        Assert.Matches("^[a-z0-9_]+$", symptom.Name());
    }
}
