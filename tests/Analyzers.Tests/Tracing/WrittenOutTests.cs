using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Normalizations, attention and activations are known however they are written out.</summary>
public sealed class WrittenOutTests
{
    [Theory]
    [InlineData("return x * torch.rsqrt(x.pow(2).mean(new long[] { -1 }, true) + 1e-6);", "RootMeanSquare norm")]
    [InlineData("return x / (x * x).mean(new long[] { -1 }, true).add(1e-6).sqrt();", "RootMeanSquare norm")]
    [InlineData("var m = x.mean(new long[] { -1 }, true); return (x - m) / torch.sqrt((x - m).square().mean(new long[] { -1 }, true) + 1e-5);", "Layer norm")]
    [InlineData("return (x - x.mean()) / (x.std() + 1e-5);", "Layer norm")]
    [InlineData("var m = x.mean(); return (x - m) / ((x - m).pow(2).mean() + 1e-5).sqrt();", "Layer norm")]
    [InlineData("return x * torch.sigmoid(x);", "SiLU")]
    [InlineData("return x * (1 / (1 + torch.exp(-x)));", "(z * (1 / (Exp((z * -1)) + 1)))")]
    public void ComputationIsOneNode(string body, string expected)
    {
        var trace = Trace("Module<Tensor, Tensor>", "Tensor x", body);

        Assert.Empty(trace.Unknowns);
        Assert.EndsWith($"{expected} <- 0", GraphText.Write(Assert.Single(trace.Variants).Graph));
    }

    [Theory]
    [InlineData("x[TensorIndex.Colon, 0]")]
    [InlineData("x.select(1, 0)")]
    public void AClassTokenStandsBeforeTheStepsAndIsRead(string first)
    {
        var graph = Assert.Single(GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear patch = Linear(48, 32), head = Linear(32, 10);
                private readonly Parameter token = Parameter(randn(1, 1, 32));
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    x = patch.call(x);
                    x = torch.cat(new[] { token.expand(x.shape[0], -1, -1), x }, 1);
                    return head.call({{first}});
                }
            }
            """).Variants).Graph;

        Assert.True(Assert.Single(graph.Nodes.OfType<ConcatenateNode>()).AlongPositions);
        Assert.True(Assert.Single(graph.Nodes.OfType<SelectNode>()).IsFirst);
        Assert.Equal(Size.Of(1), Assert.Single(graph.Nodes.OfType<InputNode>(), node => node.IsShared).Positions);
    }

    [Theory]
    [InlineData("torch.matmul(weights.transpose(1, 2), h).squeeze(1)")]
    [InlineData("weights.transpose(1, 2).bmm(h).squeeze(1)")]
    public void AProductWithTheWeightsOfPositionsIsAMeanOverThem(string pooled) => Assert.EndsWith(
        """
        3 softmax: softmax <- 2
        4 transpose: reshape <- 3
        5 multiply: multiply <- 4, 1
        6 pool: SumNode <- 5
        7 squeeze: reshape <- 6
        """,
        GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8), score = Linear(8, 1);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    var h = fc.call(x);
                    var weights = functional.softmax(score.call(h), 1);
                    return {{pooled}};
                }
            }
            """));

    [Fact]
    public void HandWrittenGeluHasTheMomentsOfGelu()
    {
        var trace = Trace("Module<Tensor, Tensor>", "Tensor x", "return 0.5 * x * (1 + torch.tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x.pow(3))));");

        var activation = Assert.IsType<Signal.ActivationNode>(Assert.Single(trace.Variants).Graph.Nodes[1]);
        Assert.Equal(Signal.ActivationFunction.GELUTanh.Moments(0, 1).SecondMoment, activation.Function.Moments(0, 1).SecondMoment, 1e-6);
        Assert.Equal(Signal.ActivationFunction.GELUTanh.Moments(0, 1).SlopeSecondMoment, activation.Function.Moments(0, 1).SlopeSecondMoment, 1e-6);
    }

    [Theory]
    [InlineData("var a = x.tanh(); return (1 - a.pow(2) + 1e-6).log();", ") + 1E-06)) <- 0")]
    [InlineData("var deviation = x.clamp(-20, 2).exp(); return y / deviation;", "multiply: multiply <- 1, 2")]
    public void FunctionsOfPositiveNumbersAreActivations(string body, string end)
    {
        var trace = Trace("Module<Tensor, Tensor, Tensor>", "Tensor x, Tensor y", body);

        Assert.Empty(trace.Unknowns);
        Assert.EndsWith(end, GraphText.Write(Assert.Single(trace.Variants).Graph));
    }

    [Theory]
    [InlineData("return functional.scaled_dot_product_attention(q, k, v);", "dot-product attention")]
    [InlineData("return torch.matmul(functional.softmax(torch.matmul(q, k.transpose(-2, -1)) / 8, -1), v);", "dot-product attention")]
    [InlineData("var s = q.matmul(k.transpose(-2, -1)); s = s.masked_fill(s > 0, -1e9); return functional.dropout(s.softmax(-1), 0.1).matmul(v);", "dot-product attention, scale 1")]
    public void AttentionIsOneNode(string body, string expected)
    {
        var trace = Trace("Module<Tensor, Tensor, Tensor, Tensor>", "Tensor q, Tensor k, Tensor v", body);

        Assert.Empty(trace.Unknowns);
        Assert.Contains(": " + expected + " <- 0, ", GraphText.Write(Assert.Single(trace.Variants).Graph));
    }

    [Fact]
    public void FunctionOfAParameterIsALayer()
    {
        Assert.Equal("0 x: input\n1 weight: linear 8 -> 4, normal_(0, 1) times(0.02) <- 0", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Parameter weight = Parameter(torch.randn(4, 8) * 0.02), bias = Parameter(torch.zeros(4));
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => functional.linear(x, weight, bias);
            }
            """));
    }

    [Fact]
    public void TransformerLayerIsWhatItIsMadeOf()
    {
        Assert.Equal(
            """
            0 x: input
            1 encoder.layers.0.self_attn: attention 32 / 4 <- 0, 0, 0
            2 encoder.layers.0.add: add <- 0, 1
            3 encoder.layers.0.norm1: Layer norm <- 2
            4 encoder.layers.0.linear1: linear 32 -> 64 <- 3
            5 encoder.layers.0.activation: GELU <- 4
            6 encoder.layers.0.linear2: linear 64 -> 32 <- 5
            7 encoder.layers.0.add: add <- 3, 6
            8 encoder.layers.0.norm2: Layer norm <- 7
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly TransformerEncoder encoder = TransformerEncoder(TransformerEncoderLayer(32, 4, 64, 0, Activations.GELU), 1);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => encoder.call(x);
            }
            """));
    }

    private static ModelTrace Trace(string type, string parameters, string body) => GraphText.Trace($$"""
        class Net : {{type}}
        {
            public Net() : base("n") { }
            public override Tensor forward({{parameters}}) { {{body}} }
        }
        """);
}
