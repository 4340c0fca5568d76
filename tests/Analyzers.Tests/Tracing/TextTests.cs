namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Models that are written down as text or by the members of an enumeration.</summary>
public sealed class TextTests
{
    private const string Stack = """
        0 x: input
        1 net.0: linear 8 -> 16 <- 0
        2 net.1: ReLU <- 1
        3 net.2: linear 16 -> 4 <- 2
        """;

    [Theory]
    [InlineData("foreach (var part in \"16 R 4\".Split(' ')) Put(part);")]
    [InlineData("foreach (var part in \"16, R, 4\".Split(\", \")) Put(part);")]
    [InlineData("foreach (var part in \"16,, R ,4\".Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) Put(part);")]
    [InlineData("foreach (var part in plans['A'].Split(' ')) Put(part);")]
    [InlineData("foreach (var part in \"BRD\") Put(part == 'R' ? \"R\" : part == 'B' ? \"16\" : \"4\");")]
    [InlineData("foreach (var part in \"16-R-4\".Replace(\"-\", \" \").Split(' ')) Put(part);")]
    [InlineData("var text = \"16 R 4\"; if (!string.IsNullOrWhiteSpace(text)) foreach (var part in text.Split(' ')) Put(part);")]
    public void APlanInATextIsFollowed(string build) => Assert.Equal(Stack, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private static readonly Dictionary<char, string> plans = new() { ['A'] = "16 R 4" };
            private readonly Sequential net = Sequential();
            private int width = 8;
            public Net() : base("n") { {{build}} RegisterComponents(); }
            private void Put(string part)
            {
                if (part == "R") { net.append(ReLU()); return; }
                net.append(Linear(width, int.Parse(part)));
                width = int.Parse(part);
            }
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """));

    [Theory]
    [InlineData("foreach (var head in Enum.GetValues<Head>()) heads.Add(head.ToString(), Linear(8, 1));", "heads[nameof(Head.Late)]")]
    [InlineData("foreach (var head in Enum.GetNames<Head>()) heads.Add(head, Linear(8, 1));", "heads[\"Late\"]")]
    [InlineData("foreach (Head head in Enum.GetValues(typeof(Head))) heads.Add($\"{head}\", Linear(8, 1));", "heads[Head.Late.ToString()]")]
    [InlineData("foreach (var name in new[] { \"Early\", \"Late\" }) heads.Add(Enum.Parse<Head>(name).ToString(), Linear(8, 1));", "heads[\"Late\"]")]
    public void MembersOfAnEnumerationAreWalked(string build, string head) => Assert.Equal(
        "0 x: input\n1 heads.Late: linear 8 -> 1 <- 0",
        GraphText.OfClass($$"""
            enum Head { Late = 2, Early = 1 }
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleDict<Linear> heads = new();
                public Net() : base("n") { {{build}} RegisterComponents(); }
                public override Tensor forward(Tensor x) => {{head}}.call(x);
            }
            """));

    [Fact]
    public void APatternAsksNothingOfANull() => Assert.EndsWith("1 net.0: linear 8 -> 8 <- 0", GraphText.OfClass("""
        record Dense(string? Activation = null);
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential net = Sequential(Linear(8, 8));
            public Net() : base("n") { if (new Dense().Activation is { Length: > 0 } name) net.append(name == "relu" ? ReLU() : Tanh()); RegisterComponents(); }
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """));

    [Fact]
    public void APairHasTheNamesOfAKeyAndItsValue() => Assert.EndsWith("1 net.first: linear 8 -> 8 <- 0", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential net;
            public Net() : base("n")
            {
                net = Sequential(new[] { KeyValuePair.Create("first", 8) }.Select(pair => (pair.Key, (Module<Tensor, Tensor>)Linear(pair.Value, 8))).ToList());
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """));
}
