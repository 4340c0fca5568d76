using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>What the turns of a loop over a sequence leave behind them: outputs in a list, states in tuples and arrays.</summary>
public sealed class StepOutputTests
{
    [Theory]
    [InlineData("for (var t = 0; t < x.shape[1]; t++) { h = (a.call(x.select(1, t)) + b.call(h)).tanh(); list.Add(head.call(h)); } return torch.stack(list, 1);")]
    [InlineData("foreach (var step in x.unbind(1)) { h = (a.call(step) + b.call(h)).tanh(); list.Add(head.call(cat([h, step], 1).slice(1, 0, 8, 1))); } return torch.stack(list, 1);")]
    [InlineData("var named = new Dictionary<string, List<Tensor>> { [\"out\"] = list }; foreach (var step in x.unbind(1)) { h = (a.call(step) + b.call(h)).tanh(); named[\"out\"].Add(head.call(h)); } return torch.stack(named[\"out\"], 1);")]
    public void OutputsOfAllStepsAreASequence(string loop)
    {
        var trace = GraphText.Trace(Source("var h = zeros(x.shape[0], 8); var list = new List<Tensor>(); " + loop));

        Assert.Empty(trace.Unknowns);
        Assert.Equal(["a", "b", "head"], LayersOf(trace).Order());
    }

    // The sequence stands outside the block that the loop is, and has the axes that it has there.
    [Fact]
    public void AStepOfASequenceFromAroundTheLoopIsNoFeature()
    {
        var graph = GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Embedding table = Embedding(40, 8);
                private readonly Linear a = Linear(16, 8), head = Linear(16, 4);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor ids)
                {
                    var words = table.call(ids);
                    var (h, list) = (words.select(1, 0), new List<Tensor>());
                    for (var t = 0; t < words.shape[1]; t++)
                    {
                        var word = words.select(1, t);
                        h = a.call(cat([word, h], -1)).tanh();
                        list.Add(head.call(cat([h, word], -1)));
                    }
                    return stack(list, 1);
                }
            }
            """);

        Assert.Contains("select: select", graph, StringComparison.Ordinal);
        Assert.DoesNotContain("1 features", graph, StringComparison.Ordinal);
    }

    [Fact]
    public void TwoOutputsOfAStepAreTwoSequences()
    {
        var graph = GraphText.OfClass(Source("""
            var h = a.call(x.select(1, 0));
            List<Tensor> first = [], second = [];
            for (var t = 0; t < n; t++) { h = b.call(h).tanh(); first.Add(h); second.Add(head.call(h)); }
            return torch.stack(first, 1) + torch.stack(second, 1);
            """));

        Assert.Contains("carried 1", graph, StringComparison.Ordinal);
        Assert.Contains("carried 2", graph, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown", graph, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var s = (h: zeros(x.shape[0], 8), c: zeros(x.shape[0], 8)); for (var t = 0; t < x.shape[1]; t++) { var g = (a.call(x.select(1, t)) + b.call(s.h)).sigmoid(); var c = g * s.c + g; s = (g * c.tanh(), c); } return head.call(s.h);")]
    [InlineData("var s = new Tensor[] { zeros(x.shape[0], 8), zeros(x.shape[0], 8) }; for (var t = 0; t < x.shape[1]; t++) { s[0] = (a.call(x.select(1, t)) + s[0]).tanh(); s[1] = b.call(s[0] + s[1]).tanh(); } return head.call(s[1]);")]
    [InlineData("var s = new[] { (h: zeros(x.shape[0], 8), c: zeros(x.shape[0], 8)) }; for (var t = 0; t < x.shape[1]; t++) { var c = s[0].c * b.call(s[0].h).sigmoid() + a.call(x.select(1, t)); s[0] = (c.tanh(), c); } return head.call(s[0].h);")]
    public void AStateOfSeveralTensorsIsHandedOn(string body)
    {
        var trace = GraphText.Trace(Source(body));

        Assert.Empty(trace.Unknowns);
        Assert.Equal(["a", "b", "head"], LayersOf(trace).Order());
        Assert.All(trace.Variants[0].Predict(TestContext.Current.CancellationToken).Layers, layer => Assert.True(double.IsFinite(layer.UsualLog10Norm)));
    }

    [Fact]
    public void ACellThatEveryTurnCallsHasOneWeight()
    {
        var trace = GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<LSTMCell> cells = ModuleList(LSTMCell(8, 8), LSTMCell(8, 8));
                private readonly Linear head = Linear(8, 2);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    var states = cells.Select(_ => (h: zeros(x.shape[0], 8), c: zeros(x.shape[0], 8))).ToArray();
                    var top = x.select(1, 0);
                    for (var t = 0; t < x.shape[1]; t++)
                    {
                        top = x.select(1, t);
                        for (var l = 0; l < cells.Count; l++)
                        {
                            states[l] = cells[l].call(top, states[l]);
                            top = l > 0 ? states[l].h + top : states[l].h;
                        }
                    }

                    return head.call(top);
                }
            }
            """);

        Assert.Empty(trace.Unknowns);
        Assert.Equal(["cells.0", "cells.1", "head"], LayersOf(trace).Order());
    }

    private static IEnumerable<string> LayersOf(ModelTrace trace) =>
        Assert.Single(trace.Variants).Predict(TestContext.Current.CancellationToken).Layers.Select(layer => layer.Path);

    private static string Source(string body) => $$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear a = Linear(8, 8), b = Linear(8, 8), head = Linear(8, 8);
            private readonly int n;
            public Net(int n) : base("n") { this.n = n; RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """;
}
