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

    [Fact]
    public void A_perceptron_is_not_told_of_LSTM()
    {
        var perceptron = ModelTraits.Of(["Sequential", "Linear", "ReLU", "Linear"]);

        Assert.DoesNotContain(RemedyToolkit.For(Symptom.VanishingGradient, perceptron), remedy => remedy.Action.Contains("LSTM"));
        Assert.Contains(RemedyToolkit.For(Symptom.VanishingGradient, ModelTraits.Of(["Net", "RNN", "Linear"])), remedy => remedy.Action.Contains("LSTM"));
    }

    [Fact]
    public void A_rectified_network_is_told_to_initialise_and_a_saturating_one_to_change_its_activation()
    {
        Assert.Equal("GG0301", RemedyToolkit.For(Symptom.VanishingGradient, ModelTraits.Of(["Linear", "ReLU"]))[0].RuleId);
        Assert.Equal("GG0102", RemedyToolkit.For(Symptom.VanishingGradient, ModelTraits.Of(["Linear", "Sigmoid"]))[0].RuleId);
    }

    [Fact]
    public void Who_clips_already_is_not_told_to_clip()
    {
        var clips = new ModelTraits { Clips = true };

        Assert.DoesNotContain(RemedyToolkit.For(Symptom.GradientSpike, clips), remedy => remedy.RuleId == "GG0401");
        Assert.Contains(RemedyToolkit.For(Symptom.GradientSpike, clips), remedy => remedy.RuleId == "GG0404");
    }

    [Fact]
    public void Who_normalizes_already_is_not_told_to()
    {
        var remedies = RemedyToolkit.For(Symptom.VanishingGradient, ModelTraits.Of(["Linear", "LayerNorm", "ReLU"]));

        Assert.DoesNotContain(remedies, remedy => remedy.Action.Contains("Put a normalization"));
    }

    [Theory]
    [MemberData(nameof(Symptoms))]
    public void Whatever_the_model_some_remedy_fits(Symptom symptom)
    {
        foreach (var types in new string[][] { [], ["RNN"], ["LSTM"], ["Linear", "ReLU"], ["Linear", "Sigmoid"], ["TransformerEncoder"], ["BatchNorm2d", "Conv2d", "Softmax"] })
            Assert.NotEmpty(RemedyToolkit.For(symptom, ModelTraits.Of(types)));
    }
}
