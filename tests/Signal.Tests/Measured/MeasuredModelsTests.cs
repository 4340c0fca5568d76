using System.Globalization;

namespace GradGuard.Signal.Tests.Measured;

/// <summary>Holds predictions against gradient norms that were measured by running the same models; measure.py says how.</summary>
public class MeasuredModelsTests
{
    private static readonly IReadOnlyDictionary<string, string[]> Models = Lines("models.txt")
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(parts => parts[0]);

    private static readonly IReadOnlyDictionary<string, double[]> Figures = Lines("measured.csv")
        .Select(line => line.Split(','))
        .ToDictionary(parts => parts[0], parts => parts.Skip(1).Select(figure => double.Parse(figure, CultureInfo.InvariantCulture)).ToArray());

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void First_over_last_lies_within_a_factor_of_two_of_what_was_measured_and_every_layer_within_four(string name)
    {
        FlowPrediction prediction = Predict(name);
        double[] measured = Figures[name];

        Assert.Equal(measured.Length, prediction.Layers.Count);
        Assert.Equal(measured[0], prediction.Log10Ratio.Middle, 0.3);
        for (int i = 0; i < measured.Length; i++)
        {
            Assert.Equal(measured[i], prediction.Layers[i].Log10Norm.Middle, 0.55);
        }
    }

    [Fact]
    public void Half_of_all_ratios_are_right_to_a_tenth_of_the_range_that_a_user_would_notice()
    {
        double[] errors = [.. Models.Keys.Select(name => Math.Abs(Predict(name).Log10Ratio.Middle - Figures[name][0])).Order()];

        Assert.True(errors[errors.Length / 2] < 0.05, $"median error {errors[errors.Length / 2]:0.000} decades");
        Assert.True(errors[(int)(errors.Length * 0.9)] < 0.2, $"ninth decile {errors[(int)(errors.Length * 0.9)]:0.000} decades");
    }

    [Theory]
    [InlineData("lstm-last")]
    [InlineData("lstm-mean")]
    [InlineData("lstm-tagger")]
    [InlineData("gru-mean")]
    [InlineData("gru-tagger")]
    public void What_the_steps_of_a_memory_have_in_common_adds_up(string name)
    {
        Assert.Equal(Figures[name][0], Predict(name).Log10Ratio.Middle, 0.07);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_knowing_loss_and_batch_the_prediction_is_off_by_less_than_half_a_decade(string name)
    {
        string[] model = Models[name];
        FlowPrediction prediction = SignalPropagation.Predict(ModelText.Read(model[1], model[3]));

        Assert.Equal(Figures[name][0], prediction.Log10Ratio.Middle, 0.5);
    }

    private static FlowPrediction Predict(string name)
    {
        string[] model = Models[name];
        string[] training = model[2].Split(' ');
        LossKind loss = training[0] switch
        {
            "ce" => LossKind.CrossEntropy,
            "bce" => LossKind.BinaryCrossEntropy,
            _ => LossKind.SquaredError,
        };
        var setting = new TrainingSetting(int.Parse(training[1], CultureInfo.InvariantCulture), loss);
        return SignalPropagation.Predict(ModelText.Read(model[1], model[3]), setting);
    }

    private static IEnumerable<string> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Measured", file)).Where(line => line.Length > 0 && line[0] != '#');
}
