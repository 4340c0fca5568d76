namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>An operation is the same operation however it is written.</summary>
public sealed class SpellingTests
{
    private const string Expected = """
        0 x: input
        1 fc1: linear 8 -> 16 <- 0
        2 {0}: Sigmoid <- 1
        3 fc2: linear 16 -> 4 <- 2
        """;

    [Theory]
    [InlineData("act.forward(fc1.forward(x))", "act")]
    [InlineData("act.call(fc1.call(x))", "act")]
    [InlineData("functional.sigmoid(fc1.forward(x))", "sigmoid")]
    [InlineData("torch.sigmoid(fc1.forward(x))", "sigmoid")]
    [InlineData("torch.special.expit(fc1.forward(x))", "expit")]
    [InlineData("fc1.forward(x).sigmoid()", "sigmoid")]
    [InlineData("fc1.forward(x).sigmoid_()", "sigmoid")]
    [InlineData("(fc1.forward(x)).sigmoid()", "sigmoid")]
    public void ModuleFunctionAndTensorMethodAreOneOperation(string expression, string path)
    {
        var graph = GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc1 = Linear(8, 16);
                private readonly Linear fc2 = Linear(16, 4);
                private readonly Sigmoid act = Sigmoid();
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor x) => fc2.forward({{expression}});
            }
            """);

        Assert.Equal(Expected.Replace("{0}", path), graph);
    }
}
