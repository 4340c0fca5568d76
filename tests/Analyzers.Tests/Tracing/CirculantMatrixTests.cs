namespace GradGuard.Analyzers.Tests.Tracing;

public class CirculantMatrixTests
{
    [Theory]
    [InlineData("torch.ones(n, n) - torch.eye(n)", "2 sum: SumNode <- 1\n3 scale: times -1 <- 1\n4 matmul: add <- 2, 3")]
    [InlineData("torch.eye(6) + torch.eye(6).roll(1, 1) + torch.roll(torch.eye(6), -1, 1)", "2 mix: Average pool 3, stride 1 <- 1\n3 scale: times 3 <- 2")]
    [InlineData("Mean(torch.eye(6) + torch.eye(6).roll(1, 1))", "2 mix: Average pool 2, stride 1 <- 1")]
    [InlineData("torch.eye(6).roll(1, 0).t() + torch.eye(6).roll(-5, 0)", "2 mix: Average pool 2, stride 1 <- 1\n3 scale: times 2 <- 2")]
    [InlineData("2 * torch.eye(6).roll(1, 1) + torch.eye(6).roll(7, 1)", "2 scale: times 3 <- 1")]
    [InlineData("torch.eye(6) - 0.5 * (torch.eye(6).roll(1, 1) + torch.eye(6).roll(2, 1))", "2 mix: Average pool 2, stride 1 <- 1\n3 scale: times -1 <- 2\n4 matmul: add <- 1, 3")]
    public void RowsThatAreAlikeSayHowManyNeighboursThereAre(string matrix, string expected) =>
        Assert.Equal("0 x: input\n1 fc: linear 8 -> 16 <- 0\n" + expected, GraphOf(matrix));

    [Fact]
    public void AMatrixThatIsFilledElementByElementKeepsItsNeighboursUnknown() => Assert.EndsWith("2 mix: Average pool ? <- 1", GraphOf("Filled(torch.eye(6))"));

    [Theory]
    [InlineData("torch.where(neighbours > 0, scores, -9e15 * torch.ones_like(scores))", "attention to 3 of 6, LeakyReLU(0.2) <- 2, 4, 1")]
    [InlineData("scores", "attention to ? of ?, LeakyReLU(0.2) <- 2, 4, 1")]
    public void AttentionBySumsOfTwoNumbersIsOverTheNeighboursOfItsMask(string masked, string expected) => Assert.Contains(expected, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Tensor neighbours = torch.eye(6) + torch.eye(6).roll(1, 1) + torch.eye(6).roll(-1, 1);
            private readonly Parameter W = new Parameter(torch.randn(8, 4));
            private readonly Parameter a = new Parameter(torch.empty(8, 1));
            public Net() : base("n") { init.xavier_uniform_(a); RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var h = torch.mm(x, W);
                var scores = functional.leaky_relu(torch.mm(h, a.narrow(0, 0, 4)) + torch.mm(h, a.narrow(0, 4, 4)).t(), 0.2);
                return torch.mm(functional.softmax({{masked}}, 1), h);
            }
        }
        """), StringComparison.Ordinal);

    [Fact]
    public void APartOfAParameterIsDrawnAsAllOfIt() => Assert.Equal("0 x: input\n1 a: linear 4 -> 1, normal_(0, 0.4714), no bias <- 0", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Parameter a = new Parameter(torch.empty(8, 1));
            public Net() : base("n") { init.xavier_uniform_(a); RegisterComponents(); }
            public override Tensor forward(Tensor x) => torch.mm(x, a.narrow(0, 4, 4));
        }
        """));

    private static string GraphOf(string matrix) => GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 16);
            public Net() : base("n") { RegisterComponents(); }
            private static Tensor Mean(Tensor matrix) => matrix / matrix.sum(1, keepdim: true);
            private static Tensor Filled(Tensor matrix) { matrix[0, 3] = 1; return matrix; }
            public override Tensor forward(Tensor x)
            {
                var n = x.shape[1];
                var matrix = {{matrix}};
                return torch.matmul(matrix, fc.call(x));
            }
        }
        """);
}
