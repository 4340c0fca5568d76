namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>What is made of the model's input alone, and lists of lists that it runs through.</summary>
public sealed class InputDataTests
{
    [Theory]
    [InlineData("var m = x.mean(new long[] { 1 }, true).detach(); return f.call(x - m);")]
    [InlineData("var m = x.mean(new long[] { 1 }, true).detach(); var s = ((x - m).pow(2).mean(new long[] { 1 }, true) + 1e-5).sqrt().detach(); return f.call((x - m) / s) * s + m;")]
    [InlineData("return f.call(x.abs().log1p().detach());")]
    public void WithoutGradientNothingIsCutOff(string body)
    {
        var trace = Trace(body);
        Assert.Empty(trace.Unknowns);
        Assert.Empty(Assert.Single(trace.Variants).Cuts);
    }

    [Fact]
    public void WhatIsLearnedIsCutOff() => Assert.NotEmpty(Assert.Single(Trace("return f.call(g.call(x).detach());").Variants).Cuts);

    [Fact]
    public void ClassesAsVectorsAreAsSmallAsTheyAreMany() =>
        Assert.Equal("0 one_hot: input of 0.125\n1 f: linear 8 -> 8 <- 0", Graph("return f.call(functional.one_hot(x, 8).to(ScalarType.Float32));"));

    [Fact]
    public void TheStepsOfClassesAreSteps() =>
        Assert.Contains("linear 8 -> 8", Graph("var h = zeros(x.shape[0], 8); foreach (var letter in functional.one_hot(x, 8).to(ScalarType.Float32).unbind(1)) h = torch.tanh(mm(letter, square) + mm(h, square)); return h;"), StringComparison.Ordinal);

    [Theory]
    [InlineData("c.call(x).flatten(1)", 1)]
    [InlineData("c.call(x).mean(new long[] { 2 })", 1)]
    [InlineData("c.call(x)", 0)]
    public void BesideOneVectorASampleAPartOfTheInputIsOneToo(string map, int picked) =>
        Assert.Equal(picked, Graph($"return torch.cat(new[] {{ {map}, f.call(x.narrow(1, 0, 8)).relu() }}, 1);").Split("select: select").Length - 1);

    [Fact]
    public void WeightsMayBeDrawnFromAnotherPlaceOn() =>
        Assert.Contains("moved: linear 8 -> 6, uniform_(0, 1) times(0.2) plus(-0.1)", Graph("return x.matmul(moved);"), StringComparison.Ordinal);

    [Theory]
    [InlineData("Add(a)")]
    [InlineData("append(a)")]
    [InlineData("extend(new[] { a })")]
    public void AListOfModulesIsOneOfAListOfLists(string add) => Assert.Contains("stacks.0.1: linear 8 -> 8 <- 1", GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<ModuleList<Linear>> stacks = new();
            public Net() : base("n")
            {
                var a = new ModuleList<Linear>();
                for (var i = 0; i < 2; i++)
                    a.Add(Linear(8, 8));
                stacks.{{add}};
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                foreach (var stack in stacks)
                    foreach (var layer in stack)
                        x = layer.call(x);
                return x;
            }
        }
        """), StringComparison.Ordinal);

    private static string Graph(string body) => GraphText.Write(Assert.Single(Trace(body).Variants).Graph);

    private static Analyzers.Tracing.ModelTrace Trace(string body) => GraphText.Trace($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear f = Linear(8, 8), g = Linear(8, 8);
            private readonly Conv1d c = Conv1d(8, 4, 3);
            private readonly Parameter scale = Parameter(ones(8)), square = Parameter(randn(8, 8)), moved = Parameter(rand(8, 6) * 0.2 - 0.1);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """);
}
