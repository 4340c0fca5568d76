namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Steps that change nothing of what gradients see before training: a model is predicted with them as it is without.</summary>
public sealed class EquivalentSpellingTests
{
    private const string Scores = "var s = torch.matmul(a.call(x), b.call(x).transpose(-2, -1)) / Math.Sqrt(8);";
    private const string Weighed = "return head.call(torch.matmul(torch.softmax(s, -1), x));";

    [Theory]
    [InlineData(
        "var packed = torch.nn.utils.rnn.pack_padded_sequence(a.call(x), lengths, batch_first: true); var (y, _, _) = lstm.call(packed); var (h, _) = torch.nn.utils.rnn.pad_packed_sequence(y, batch_first: true); return head.call(h);",
        "var (h, _, _) = lstm.call(a.call(x)); return head.call(h);")]
    [InlineData(
        "var h = conv.call(x); return head.call(functional.avg_pool1d(h, h.shape[2]).squeeze(-1));",
        "return head.call(functional.adaptive_avg_pool1d(conv.call(x), 1).squeeze(-1));")]
    public void BothArePredictedAlike(string body, string plain) => Assert.Equal(Norms(plain), Norms(body));

    [Fact]
    public void ABiasOfScoresThatStartsAtZeroLeavesAttentionAsItIs() =>
        Assert.Equal(Norms(Scores + Weighed), Norms(Scores + "s = s + position.call(x);" + Weighed).Where(layer => layer.Path != "position"));

    [Theory]
    [InlineData("flatten(1)")]
    [InlineData("flatten(1, -1)")]
    [InlineData("view(x.shape[0], -1)")]
    public void AllThatASampleHasTakesItsStepsToo(string flat) => Assert.Contains(
        Assert.Single(GraphText.Trace(Source($"return deep.call(a.call(x).{flat});")).Variants).Graph.Nodes, node => node is GradGuard.Signal.ReshapeNode { MergesPositions: true });

    [Theory]
    [InlineData("var k = b.call(x).view(n, t, 2, 4).transpose(1, 2).repeat_interleave(3, 1);")]
    [InlineData("var k = b.call(x).view(n, t, 2, 4).transpose(1, 2).unsqueeze(2).expand(n, 2, 3, t, 4).reshape(n, 6, t, 4);")]
    public void SharedHeadsStandOnceForEachOfTheirQueries(string keys)
    {
        var trace = GraphText.Trace(Source($"var (n, t) = (x.shape[0], x.shape[1]); {keys} return k.transpose(1, 2).reshape(n, t, 24);"));
        var variant = Assert.Single(trace.Variants);

        Assert.Empty(trace.Unknowns);
        Assert.Equal(3, Assert.Single(variant.Graph.Nodes.OfType<GradGuard.Signal.ConcatenateNode>()).Inputs.Count);
    }

    private static IEnumerable<(string Path, double)> Norms(string body)
    {
        var trace = GraphText.Trace(Source(body));
        Assert.Empty(trace.Unknowns);
        return [.. Assert.Single(trace.Variants).Predict(TestContext.Current.CancellationToken).Layers.Select(layer => (layer.Path, Math.Round(layer.UsualLog10Norm, 6)))];
    }

    private static string Source(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear a = Linear(8, 8), b = Linear(8, 8), head = Linear(8, 3), deep = Linear(80, 3), position = Linear(8, 10);
            private readonly Conv1d conv = Conv1d(8, 8, 3, padding: 1);
            private readonly LSTM lstm = LSTM(8, 8, batchFirst: true);
            private readonly Tensor lengths = torch.tensor(new long[] { 10, 7 });
            public Net() : base("n") { RegisterComponents(); init.zeros_(position.weight); init.zeros_(position.bias); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
