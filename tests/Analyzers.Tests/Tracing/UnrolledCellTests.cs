namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Recurrent cells that code calls step by step are recurrent layers over their sequence.</summary>
public sealed class UnrolledCellTests
{
    // What is computed of the state of a step and of its input is a sequence as well.
    [Theory]
    [InlineData("for (var t = 0; t < x.shape[1]; t++) { var step = x.select(1, t); h = gru.call(step, h); list.Add(head.call(cat([h, step], -1))); }")]
    [InlineData("foreach (var step in x.unbind(1)) { h = gru.call(step, h); var both = cat(new[] { h, step }, 1); list.Add(head.call(both)); }")]
    public void AStateBesideItsInputIsASequence(string loop) => Assert.Equal(
        """
        0 x: input
        1 gru: Gru 8 -> 8 x 1 <- 0
        2 cat: concatenate <- 1, 0
        3 head: linear 16 -> 2 <- 2
        """,
        string.Join('\n', GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly GRUCell gru = GRUCell(8, 8);
                private readonly Linear head = Linear(16, 2);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) { Tensor? h = null; var list = new List<Tensor>(); {{loop}} return stack(list, 1); }
            }
            """).Split('\n').Where(line => !line.Contains("select", StringComparison.Ordinal))));

    [Theory]
    [InlineData("var h = torch.zeros(x.shape[0], 16); for (var t = 0; t < 12; t++) h = gru.call(x[TensorIndex.Colon, t], h); return head.call(h);")]
    [InlineData("var h = torch.zeros(x.shape[0], 16); for (var t = 0; t < 12; t++) h = gru.call(x[TensorIndex.Colon, t, TensorIndex.Colon], h); return head.call(h);")]
    [InlineData("var h = torch.zeros(x.shape[0], 16); for (long t = 0; t < x.shape[1]; t++) { h = gru.call(x.select(1, t), h); } return head.call(h);")]
    [InlineData("Tensor? h = null; foreach (var step in x.unbind(1)) h = gru.call(step, h); return head.call(h!);")]
    [InlineData("Tensor? h = null; var steps = x.transpose(0, 1); for (var t = 0; t < steps.shape[0]; t++) h = gru.forward(steps[t], h); return head.call(h!);")]
    [InlineData("var h = torch.zeros(x.shape[0], 16); for (var t = 0; t < x.shape[1]; t++) h = gru.call(x.narrow(1, t, 1).squeeze(1), h); return head.call(h);")]
    [InlineData("return head.call(x.unbind(1).Aggregate(torch.zeros(x.shape[0], 16), (h, step) => gru.call(step, h)));")]
    [InlineData("var h = Run(x, torch.zeros(x.shape[0], 16)); return head.call(h); Tensor Run(Tensor xs, Tensor h) { foreach (var s in xs.unbind(1)) h = gru.call(s, h); return h; }")]
    public void ALoopOverStepsIsOneRecurrence(string body)
    {
        var graph = Graph(body);

        Assert.Equal(1, Count(graph, "gru: Gru 8 -> 16"));
        Assert.Contains("state: select", graph);
        Assert.DoesNotContain("unknown", graph);
    }

    [Theory]
    [InlineData("var all = new List<Tensor>(); for (var t = 0; t < 5; t++) { h = gru.call(x[TensorIndex.Colon, t], h); all.Add(h); } return head.call(torch.stack(all, 1));")]
    [InlineData("var all = new List<Tensor>(); for (var t = 0; t < x.shape[1]; t++) { h = gru.call(x[TensorIndex.Colon, t], h); all.Add(h); } return head.call(torch.stack(all, 1));")]
    [InlineData("var all = new List<Tensor>(); foreach (var s in x.unbind(1)) { h = gru.call(s, h); all.Add(head.call(h)); } return torch.stack(all, 1);")]
    [InlineData("var all = new List<Tensor>(); foreach (var s in x.unbind(1)) { h = gru.call(s, h); all.Add(h.unsqueeze(1)); } return head.call(torch.cat(all, 1));")]
    public void AListOfAllStatesIsTheWholeSequence(string body)
    {
        var graph = Graph("Tensor h = torch.zeros(x.shape[0], 16); " + body);

        Assert.DoesNotContain("select", graph);
        Assert.DoesNotContain("concatenate", graph);
        Assert.Contains("gru: Gru 8 -> 16", graph);
        Assert.Contains("head: linear 16 -> 2", graph);
    }

    [Fact]
    public void StateAndMemoryGoTogether()
    {
        var graph = Graph("var (h, c) = (torch.zeros(x.shape[0], 16), torch.zeros(x.shape[0], 16)); for (var t = 0; t < x.shape[1]; t++) (h, c) = lstm.call(x[TensorIndex.Colon, t], (h, c)); return head.call(h);");

        Assert.Equal(1, Count(graph, "lstm: Lstm 8 -> 16"));
        Assert.DoesNotContain("unknown", graph);
    }

    [Fact]
    public void WhatIsComputedOfEachStepIsComputedOfAll() => Assert.Equal(
        """
        0 x: input
        1 into: linear 8 -> 8 <- 0
        2 relu: ReLU <- 1
        3 gru: Gru 8 -> 16 x 1 <- 2
        4 state: select <- 3
        5 head: linear 16 -> 2 <- 4
        """,
        Graph("Tensor? h = null; for (var t = 0; t < 6; t++) h = gru.call(into.call(x[TensorIndex.Colon, t]).relu(), h); return head.call(h!);"));

    [Fact]
    public void ACellUponACellTakesItsStates() => Assert.Equal(
        """
        0 x: input
        1 gru: Gru 8 -> 16 x 1 <- 0
        2 upper: Gru 16 -> 16 x 1 <- 1
        3 state: select <- 2
        4 head: linear 16 -> 2 <- 3
        """,
        Graph("Tensor? a = null, b = null; for (var t = 0; t < x.shape[1]; t++) { a = gru.call(x[TensorIndex.Colon, t], a); b = upper.call(a, b); } return head.call(b!);"));

    [Fact]
    public void ACellThatEatsItsOwnOutputIsUnrolled()
    {
        var graph = Graph("var h = gru.call(x[TensorIndex.Colon, 0], null); for (var t = 0; t < 3; t++) h = gru.call(back.call(h), h); return head.call(h);");

        Assert.Equal(4, Count(graph, "gru: Gru 8 -> 16"));
        Assert.DoesNotContain("unknown", graph);
    }

    [Fact]
    public void AComputedStateStartsTheRecurrence() => Assert.Equal(
        """
        0 x: input
        1 select: select <- 0
        2 start: linear 8 -> 16 <- 1
        3 tanh: Tanh <- 2
        4 gru: Gru 8 -> 16 x 1 <- 0, 3
        5 state: select <- 4
        6 head: linear 16 -> 2 <- 5
        """,
        Graph("var h = torch.tanh(start.call(x[TensorIndex.Colon, 0])); foreach (var s in x.unbind(1)) h = gru.call(s, h); return head.call(h);"));

    [Theory]
    [InlineData("var s = start.call(x); for (var t = 0; t < 3; t++) s = gru.call(x, s); return head.call(s);", 3)]
    [InlineData("return head.call(gru.call(x, start.call(x)));", 1)]
    public void WhatIsNoSequenceIsFedAtEveryStep(string body, long steps)
    {
        var cell = Assert.Single(Variant(body).Nodes.OfType<GradGuard.Signal.RecurrentNode>());

        Assert.True(cell.RepeatsInput);
        Assert.Equal(steps, cell.Steps.Value);
    }

    [Fact]
    public void AStepOfASequenceIsNotFedAtEveryStep() =>
        Assert.False(Assert.Single(Variant("Tensor? h = null; foreach (var s in x.unbind(1)) h = gru.call(s, h); return head.call(h!);").Nodes.OfType<GradGuard.Signal.RecurrentNode>()).RepeatsInput);

    [Fact]
    public void TheLikeliestClassOfAStateIsOneIndex()
    {
        var graph = Variant("var h = gru.call(x[TensorIndex.Colon, 0], null); for (var t = 0; t < 2; t++) { var token = table.call(head.call(h).argmax(1)); h = joined.call(torch.cat([token, h], 1), h); } return head.call(h);");

        Assert.All(graph.Nodes.OfType<GradGuard.Signal.InputNode>().Where(input => input.Path == "argmax"), input => Assert.Equal(1, input.Positions.Value));
        Assert.All(graph.Nodes.OfType<GradGuard.Signal.ConcatenateNode>(), joined => Assert.False(joined.AlongPositions));
        Assert.Equal(2, graph.Nodes.OfType<GradGuard.Signal.ConcatenateNode>().Count());
    }

    private static GradGuard.Signal.LayerGraph Variant(string body) => Assert.Single(GraphText.Trace(Source(body)).Variants).Graph;

    private static int Count(string text, string part) => (text.Length - text.Replace(part, "").Length) / part.Length;

    private static string Graph(string body) => GraphText.OfClass(Source(body));

    private static string Source(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly GRUCell gru = GRUCell(8, 16), upper = GRUCell(16, 16);
            private readonly GRUCell joined = GRUCell(24, 16);
            private readonly Embedding table = Embedding(2, 8);
            private readonly LSTMCell lstm = LSTMCell(8, 16);
            private readonly Linear head = Linear(16, 2), into = Linear(8, 8), back = Linear(16, 8), start = Linear(8, 16);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
