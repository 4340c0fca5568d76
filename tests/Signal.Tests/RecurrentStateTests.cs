namespace GradGuard.Signal.Tests;

public class RecurrentStateTests
{
    [Theory]
    [InlineData(RecurrentKind.Tanh)]
    [InlineData(RecurrentKind.Gru)]
    [InlineData(RecurrentKind.Lstm)]
    public void A_recurrence_in_two_halves_is_as_large_as_the_whole(RecurrentKind kind)
    {
        // The second half starts from the state that the first one leaves; both halves are one layer.
        double whole = First(kind, halves: 1);
        double cut = First(kind, halves: 2);

        Assert.Equal(whole, cut, 0.08);
    }

    [Fact]
    public void A_layer_whose_state_starts_another_has_a_gradient()
    {
        var graph = new LayerGraph(
            [
                new InputNode("x", 1, Size.Of(10)),
                Cell("encoder", [0], RecurrentKind.Gru, 10),
                new SelectNode("state", [1]),
                Cell("decoder", [0, 2], RecurrentKind.Gru, 10),
                new LinearNode("head", [3], Size.Of(16), Size.Of(4), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
            ],
            4);

        FlowPrediction prediction = SignalPropagation.Predict(graph);

        Assert.Equal("encoder", prediction.Layers[0].Path);
        Assert.InRange(prediction.Layers[0].UsualLog10Norm, -3, 0);
    }

    [Fact]
    public void What_starts_a_recurrence_is_one_vector_and_no_sequence()
    {
        var graph = new LayerGraph(
            [
                new InputNode("x"),
                new LinearNode("start", [0], Size.Of(7), Size.Of(16), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
                new InputNode("zeros", 0, Size.Of(1)),
                Cell("rnn", [2, 1], RecurrentKind.Gru, 1),
                new SelectNode("state", [3]),
                new LinearNode("head", [4], Size.Of(16), Size.Of(1), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
            ],
            5);

        Interval start = SignalPropagation.Predict(graph).Layers[0].Log10Norm;

        Assert.Equal(start.Low, start.High);
    }

    [Fact]
    public void One_index_of_a_sequence_that_is_looked_up_whole_is_one_step()
    {
        // A decoder that is fed what it should have said, for ten steps: its table has the gradients of ten rows, not of ten sequences.
        double fed = Table(node => new PartNode("token", [0], Size.Of(1)));
        double selected = Table(node => new SelectNode("token", [0]));

        Assert.Equal(selected, fed, 9);

        static double Table(Func<int, LayerNode> token)
        {
            var graph = new LayerGraph(
                [
                    new InputNode("source", 1, Size.Of(10)),
                    new EmbeddingNode("words", [0], Size.Of(40), Size.Of(8), WeightInitializer.Normal(1)),
                    Cell("encoder", [1], RecurrentKind.Lstm, 10),
                    new SelectNode("state", [2]),
                    token(0),
                    new EmbeddingNode("table", [4], Size.Of(40), Size.Of(8), WeightInitializer.Normal(1)),
                    Cell("decoder", [5, 3], RecurrentKind.Lstm, 1),
                    new LinearNode("head", [6], Size.Of(16), Size.Of(40), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
                ],
                7);
            return SignalPropagation.Predict(graph).Layers.Single(layer => layer.Path == "table").UsualLog10Norm;
        }
    }

    [Fact]
    public void Without_biases_a_recurrence_on_nothing_stays_at_nothing()
    {
        var graph = new LayerGraph(
            [new InputNode("x", 0, Size.Of(5)), Cell("rnn", [0], RecurrentKind.Tanh, 5) with { HasBias = false }], 1);

        Assert.Equal(double.NegativeInfinity, SignalPropagation.Predict(graph).Signals[1].High);
    }

    [Fact]
    public void A_memory_whose_forget_gates_are_shut_still_has_a_gradient()
    {
        // sigmoid(-800) is 0 as a double.
        RecurrentNode shut = Cell("rnn", [0], RecurrentKind.Lstm, 5) with { ForgetBias = -800 };
        var graph = new LayerGraph(
            [new InputNode("x", 1, Size.Of(5)), shut, new LinearNode("head", [1], Size.Of(16), Size.Of(4), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault)], 2);

        Assert.InRange(SignalPropagation.Predict(graph).Layers[0].UsualLog10Norm, -2, 1);
    }

    [Fact]
    public void What_every_step_gets_is_one_vector()
    {
        // Measured with TorchSharp over 40 draws of a batch of 32.
        LinearNode Linear(string path, int from, long fanIn, long units) =>
            new(path, [from], Size.Of(fanIn), Size.Of(units), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault);
        var graph = new LayerGraph(
            [
                new InputNode("x"),
                Linear("start", 0, 16, 32),
                Linear("read", 0, 16, 32),
                new RecurrentNode("update", [2, 1], RecurrentKind.Gru, Size.Of(32), Size.Of(32), Size.Of(1), false, Steps: Size.Of(3), RepeatsInput: true),
                new SelectNode("state", [3]),
                Linear("answer", 4, 32, 7),
            ],
            5);

        FlowPrediction prediction = SignalPropagation.Predict(graph, new(32));

        Assert.Empty(prediction.Unknowns);
        Assert.Equal(-0.57, prediction.UsualLog10Ratio, 0.1);
    }

    private static double First(RecurrentKind kind, int halves)
    {
        var nodes = new List<LayerNode>
        {
            new InputNode("x", 1, Size.Of(16 / halves)),
            new LinearNode("embed", [0], Size.Of(8), Size.Of(16), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault),
            Cell("cell", [1], kind, 16 / halves),
            new SelectNode("state", [2]),
        };
        if (halves == 2)
        {
            nodes.Add(Cell("cell", [1, 3], kind, 8));
            nodes.Add(new SelectNode("state", [4]));
        }

        nodes.Add(new LinearNode("head", [nodes.Count - 1], Size.Of(16), Size.Of(4), WeightInitializer.TorchSharpDefault, BiasInitializer.TorchSharpDefault));
        FlowPrediction prediction = SignalPropagation.Predict(new(nodes, nodes.Count - 1));
        return prediction.Layers.First(layer => layer.Path == "cell").UsualLog10Norm;
    }

    private static RecurrentNode Cell(string path, int[] inputs, RecurrentKind kind, long steps) =>
        new(path, inputs, kind, Size.Of(path == "cell" ? 16 : 8), Size.Of(16), Size.Of(1), false, Steps: Size.Of(steps));
}
