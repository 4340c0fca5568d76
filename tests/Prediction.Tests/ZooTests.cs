using GradGuard.Prediction.Examples;
using GradGuard.Prediction.Measuring;
using GradGuard.Prediction.Predicting;

namespace GradGuard.Prediction.Tests;

public class ZooTests(ZooTests.Zoo zoo) : IClassFixture<ZooTests.Zoo>
{
    public static TheoryData<string> Names => [.. Example.All.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_gets_a_prediction_or_a_reason_why_not(string name)
    {
        var predicted = zoo.Predictor.Predict(Named(name));

        Assert.True(predicted.Layers.Count > 0 || predicted.Unknowns.Count > 0);
    }

    [Fact]
    public void A_third_of_the_models_is_held_out() =>
        Assert.InRange(Example.All.Count(example => example.IsHeldOut), Example.All.Count / 5, Example.All.Count / 2);

    [Fact]
    public void Measuring_a_model_twice_gives_the_same_figures()
    {
        var example = Named("TanhClassifier");

        Assert.Equal(Norms(), Norms());

        double?[] Norms() => [.. Measurer.Measure(example, seeds: 2).Weights.Select(weight => (double?)weight.Squares.Sum())];
    }

    [Fact]
    public void Layers_come_in_the_order_in_which_they_run()
    {
        var measured = Measurer.Measure(Named("PostNormMlp"), seeds: 1);

        Assert.True(measured.KnowsOrder);
        Assert.Equal("branches.0.0.weight", measured.Weights[0].Name);
        Assert.Equal("head.weight", measured.Weights[^1].Name);
    }

    private static Example Named(string name) => Example.All.Single(example => example.Name == name);

    /// <summary>The zoo, compiled once for all tests.</summary>
    public sealed class Zoo
    {
        internal Predictor Predictor { get; } = new();
    }
}
