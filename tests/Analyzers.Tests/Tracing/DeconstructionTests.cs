namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Values taken apart by methods and by patterns.</summary>
public sealed class DeconstructionTests
{
    private const string Extensions = """
        static class Extensions
        {
            public static void Deconstruct(this Tensor[] parts, out Tensor first, out Tensor second) { first = parts[0]; second = parts[1]; }
            public static void Deconstruct(this IReadOnlyList<Linear> layers, out Linear first, out Linear second) { first = layers[0]; second = layers[1]; }
        }
        """;

    private const string Gate = """
        0 x: input
        1 fc: linear 8 -> 16 <- 0
        2 chunk: part of 2 <- 1
        3 chunk: part of 2 <- 1
        4 sigmoid: Sigmoid <- 3
        5 multiply: multiply <- 2, 4
        """;

    [Theory]
    [InlineData("var (a, b) = fc.call(x).chunk(2, -1); return a * b.sigmoid();")]
    [InlineData("Tensor a, b; (a, b) = fc.call(x).chunk(2, -1); return a * b.sigmoid();")]
    [InlineData("var (a, b) = (fc.call(x), 0).Item1.chunk(2, -1); return a * b.sigmoid();")]
    [InlineData("if (fc.call(x).chunk(2, -1) is [var a, var b]) return a * b.sigmoid(); throw new InvalidOperationException();")]
    [InlineData("if (fc.call(x).chunk(2, -1) is not [var a, var b]) throw new InvalidOperationException(); return a * b.sigmoid();")]
    [InlineData("return fc.call(x).chunk(2, -1) switch { [var a, var b] => a * b.sigmoid(), [var a] => a, _ => throw new InvalidOperationException() };")]
    [InlineData("return fc.call(x).chunk(2, -1) is [var a, .. var rest] ? a * rest[0].sigmoid() : x;")]
    [InlineData("return fc.call(x).chunk(2, -1) is [var a, .., { } b] ? a * b.sigmoid() : x;")]
    [InlineData("return fc.call(x).chunk(2, -1) is (var a, var b) ? a * b.sigmoid() : x;")]
    public void PartsOfATensorAreTakenApart(string body) => Assert.Equal(Gate, GraphText.OfClass($$"""
        {{Extensions}}
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc = Linear(8, 16);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { {{body}} }
        }
        """));

    [Fact]
    public void ATupleWithinATupleComesApartByItsOwnMethod() => Assert.Equal(
        """
        0 x: input
        1 one: linear 8 -> 8 <- 0
        2 two: linear 8 -> 8 <- 1
        3 one: linear 8 -> 8 <- 2
        4 two: linear 8 -> 8 <- 3
        """,
        GraphText.OfClass($$"""
            {{Extensions}}
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear one = Linear(8, 8), two = Linear(8, 8);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    foreach (var (turn, (first, second)) in new[] { (0, new[] { one, two }), (1, new[] { one, two }) })
                        x = second.call(first.call(x));
                    return x;
                }
            }
            """));

    [Theory]
    [InlineData("x.unbind(0) is [var a, var b]", "throw new ArgumentException();")]
    [InlineData("x.unbind(0) is [var a, .., var b]", "throw new ArgumentException();")]
    [InlineData("x.unbind(0) is [var a, var b, ..]", "throw new ArgumentException();")]
    public void StepsOfAnUnknownNumberAreEachTheirOwn(string pattern, string otherwise) => Assert.Equal(
        """
        0 x: input
        1 select: select <- 0
        2 select: select <- 0
        3 fc: linear 8 -> 4 <- 1
        4 fc: linear 8 -> 4 <- 2
        5 multiply: multiply <- 3, 4
        """,
        GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 4);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    if ({{pattern}})
                        return fc.call(a) * fc.call(b);
                    {{otherwise}}
                }
            }
            """));
}
