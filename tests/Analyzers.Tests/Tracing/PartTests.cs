using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Parts of tensors: features, steps, pixels.</summary>
public sealed class PartTests
{
    [Theory]
    [InlineData("var p = y.chunk(3, -1); return p[0] + p[2];", "part of 3")]
    [InlineData("var p = y.split(new long[] { 4, 8 }, -1); return p[1];", "8 features")]
    [InlineData("var p = y.split(4, dim: 2); return p[1];", "part of 3")]
    [InlineData("var p = y.split(6, dim: -1); return p[1];", "part of 2")]
    [InlineData("return y.narrow(-1, 0, 5);", "5 features")]
    [InlineData("return y.slice(-1, 2, 8, 1);", "6 features")]
    [InlineData("return y[TensorIndex.Ellipsis, TensorIndex.Slice(0, 4)];", "4 features")]
    [InlineData("var qkv = y.view(2, 5, 3, 4).permute(2, 0, 1, 3); return qkv[0];", "part of 3")]
    [InlineData("return y.view(2, 5, 2, 6).permute(0, 2, 3, 1).split(new long[] { 2, 2, 2 }, dim: 2)[1];", "part of 3")]
    [InlineData("return y.view(2, 5, 2, 6).permute(0, 2, 3, 1).transpose(1, 2).chunk(3, 1)[0];", "part of 3")]
    [InlineData("return y.view(2, 5, 2, 6).permute(0, 2, 3, 1).split(new long[] { 2, 4 }, dim: -2)[1];", "4 features")]
    public void FeaturesAreParted(string body, string expected) => Assert.Contains($": {expected} <- ", Graph(body));

    [Fact]
    public void StepsAreNoFeaturesWhereverAPermutationPutsThem() => Assert.DoesNotContain("part of", Graph("return y.view(2, 6, 2, 6).permute(0, 2, 3, 1).chunk(3, -1)[0];"));

    [Theory]
    [InlineData("return y[TensorIndex.Colon, -1, TensorIndex.Colon];")]
    [InlineData("return embedding.call(x).slice(1, 3, 4, 1);")]
    [InlineData("return embedding.call(x)[TensorIndex.Colon, TensorIndex.Slice(-1)];")]
    public void OneStepIsSelected(string body) => Assert.EndsWith("select: select <- 1", Graph(body));

    // h[.., ^12.., ..], which TorchSharp takes from 0.107 on.
    [Fact]
    public void FromTheEndOnThereAreAsManyStepsAsAreCountedBack()
    {
        Assert.Equal(12, RangeValue.Length(new FromEndValue(ConstantValue.Integer(12)), null));
        Assert.Equal(1, RangeValue.Length(new FromEndValue(ConstantValue.Integer(1)), new FromEndValue(ConstantValue.Integer(0))));
    }

    [Fact]
    public void ShapeIsKnownWhereALayerStatesIt() => Assert.Contains("linear 12 -> 2", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 12);
            public Net() : base("n") { }
            public override Tensor forward(Tensor x) { var y = fc.call(x); return Linear(y.shape[^1], 2).call(y); }
        }
        """));

    [Theory]
    [InlineData("columns.Select((column, i) => tables[i].call(column)).ToArray()")]
    [InlineData("columns.Zip(tables, (column, table) => table.call(column)).ToList()")]
    [InlineData("tables.Zip(columns).Select(pair => pair.First.call(pair.Second)).ToArray()")]
    public void ThereAreAsManyColumnsAsTables(string looked) => Assert.Equal(
        """
        0 x: input
        1 select: 1 features <- 0
        2 select: 1 features <- 0
        3 tables.0: embedding 10 x 4 <- 1
        4 tables.1: embedding 10 x 4 <- 2
        5 cat: concatenate <- 3, 4
        """,
        GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Embedding> tables = ModuleList(Embedding(10, 4), Embedding(10, 4));
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) { var columns = x.unbind(1); return torch.cat({{looked}}, 1); }
            }
            """));

    [Fact]
    public void StepsThatAFunctionIsAppliedToAreTakenApart() => Assert.Equal(
        """
        0 x: input
        1 select: 1 features <- 0
        2 fc: linear 8 -> 12 <- 1
        3 tanh: Tanh <- 2
        4 select: 1 features <- 0
        5 fc: linear 8 -> 12 <- 4
        6 tanh: Tanh <- 5
        7 cat: concatenate <- 3, 6
        """,
        Graph("return x.unbind(1).Select(step => fc.call(step).tanh()).ToList() switch { [var a, var b, ..] => torch.cat([a, b], -1), _ => throw new ArgumentException(\"few\") };"));

    [Theory]
    [InlineData("return torch.cumprod(1 - few.call(y).sigmoid(), -1);", "multiply")]
    [InlineData("return few.call(y).cumsum(1);", "add")]
    public void WhatRunsAlongKnownFeaturesJoinsOneAfterAnother(string body, string join)
    {
        var graph = Graph(body);
        Assert.Contains($": {join} <- ", graph);
        Assert.DoesNotContain("unknown", graph);
    }

    [Fact]
    public void WhatRunsAlongPositionsIsUnknown() => Assert.Contains("'cumprod'", Graph("return torch.cumprod(embedding.call(x), 1);"));

    [Theory]
    [InlineData("return y.view(-1, 4, 3).max(2).values;", "largest of 3 <- 2")]
    [InlineData("return y.view(x.shape[0], 4, 3).amax(new long[] { -1 });", "largest of 3 <- 2")]
    [InlineData("return y.view(-1, 4, 3).tanh().sum(2);", "2 view: reshape <- 1\n3 tanh: Tanh <- 2\n4 groups: reshape <- 3\n5 sum: SumNode <- 4\n6 vector: reshape <- 5")]
    [InlineData("return y.view(-1, 4, 3).mean(new long[] { 1 });", "2 view: reshape <- 1\n3 groups: reshape <- 2\n4 mean: SumNode <- 3")]
    public void GroupsOfAVectorAreSummedUp(string body, string expected) => Assert.EndsWith(expected, Graph(body));

    [Theory]
    [InlineData("return embedding.call(x).view(-1, 4, 3).sum(2);")]
    [InlineData("return y.view(-1, 4, 3).sum(2, keepdim: true);")]
    [InlineData("return y.view(-1, 2, 3).sum(2);")]
    public void WhatIsNoVectorInGroupsIsSummedUpAsBefore(string body) => Assert.DoesNotContain("groups", Graph(body));

    private static string Graph(string body) => GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 12), few = Linear(12, 3);
            private readonly Embedding embedding = Embedding(10, 12);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { var y = fc.call(x); {{body}} }
        }
        """);
}
