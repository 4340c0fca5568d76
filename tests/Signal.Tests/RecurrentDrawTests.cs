namespace GradGuard.Signal.Tests;

/// <summary>
/// Recurrent layers whose weights and biases the code draws itself, against PyTorch: log10 of the gradient norm of all their weights over
/// that of a linear layer on the last state, the mean over 20 seeds of standard normal sequences and random labels.
/// </summary>
public class RecurrentDrawTests
{
    private static readonly WeightInitializer Orthogonal = WeightInitializer.Orthogonal(1);
    private static readonly WeightInitializer Xavier = WeightInitializer.Xavier(1);

    [Theory]
    [InlineData(5, 0.05, 0.984)]
    [InlineData(5, 0, 0.139)]
    public void Biases_are_drawn_as_the_code_says_in_every_layer_of_a_stack(int layers, double bound, double measured)
    {
        WeightInitializer? weight = bound > 0 ? WeightInitializer.Uniform(-bound, bound) : null;
        BiasInitializer? bias = bound > 0 ? BiasInitializer.Zeros : null;

        Assert.Equal(measured, Ratio(Layer(RecurrentKind.Tanh, 8, 24, layers, weight, weight) with { InputBias = bias, StateBias = bias }, 15, 32, 3), 0.05);
    }

    [Theory]
    [InlineData(RecurrentKind.Lstm, 1.0, 12, 0.009)]
    [InlineData(RecurrentKind.Lstm, 0.0, 12, -0.015)]
    [InlineData(RecurrentKind.Lstm, 1.0, 40, 0.002)]
    [InlineData(RecurrentKind.Gru, 0.0, 12, -0.103)]
    public void The_rows_of_all_gates_are_one_matrix(RecurrentKind kind, double forget, int steps, double measured)
    {
        RecurrentNode layer = Layer(kind, 10, 24, 1, Xavier, Orthogonal) with
        {
            InputBias = BiasInitializer.Zeros,
            StateBias = BiasInitializer.Zeros,
            ForgetBias = kind == RecurrentKind.Lstm ? forget : null,
        };

        Assert.Equal(measured, Ratio(layer, steps, 16, 5), 0.05);
    }

    [Theory]
    [InlineData(1, 0.043)]
    [InlineData(3, 0.089)]
    public void Open_forget_gates_keep_memory_and_gradient(double forget, double measured)
    {
        RecurrentNode layer = Layer(RecurrentKind.Lstm, 10, 24, 1, null, null) with
        {
            InputBias = BiasInitializer.Zeros,
            StateBias = BiasInitializer.Zeros,
            ForgetBias = forget,
        };

        Assert.Equal(measured, Ratio(layer, 12, 16, 5), 0.06);
    }

    // The head reads the last state, which is the largest: the mean of all would put the ratio 0.3 too high.
    [Theory]
    [InlineData(1, -0.049)]
    [InlineData(3, -0.063)]
    [InlineData(5, -0.020)]
    public void A_layer_on_the_last_of_growing_states_sees_that_one(int steps, double measured) =>
        Assert.Equal(measured, Ratio(Layer(RecurrentKind.Relu, 6, 128, 1, null, WeightInitializer.Normal(0.2)), steps, 16, 4), 0.06);

    [Fact]
    public void What_all_samples_share_is_as_uncertain_in_a_recurrence_as_behind_it() =>
        Assert.Equal(
            -0.082, Ratio(Layer(RecurrentKind.Relu, 6, 128, 1, null, WeightInitializer.Normal(0.2)), 5, 16, 1, LossKind.SquaredError), 0.06);

    private static RecurrentNode Layer(RecurrentKind kind, int inputs, int hidden, int layers, WeightInitializer? input, WeightInitializer? state) =>
        new("rnn", [0], kind, Size.Of(inputs), Size.Of(hidden), Size.Of(layers), false, input, state);

    private static double Ratio(RecurrentNode layer, int steps, int batchSize, int outputs, LossKind loss = LossKind.CrossEntropy)
    {
        var graph = new LayerGraph(
            [
                new InputNode("x", 1, Size.Of(steps)),
                layer,
                new SelectNode("last", [1]),
                new LinearNode("head", [2], layer.HiddenSize, Size.Of(outputs), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
            ],
            3);
        return SignalPropagation.Predict(graph, new TrainingSetting(batchSize, loss)).UsualLog10Ratio;
    }
}
