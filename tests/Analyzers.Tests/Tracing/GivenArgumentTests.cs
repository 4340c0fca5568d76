namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>What the code gives to a constructor that has no defaults is what its model is made of, where all calls agree.</summary>
public sealed class GivenArgumentTests
{
    [Theory]
    [InlineData("static void Main() { var net = new Net(8, 4); }")]
    [InlineData("static readonly Net net = new(outputs: 4, inputs: 8);")]
    [InlineData("static Module Make() => new Net(8, 4);")]
    [InlineData("static void Main() { const int n = 8; long m = n / 2; var net = new Net(n, m); }")]
    [InlineData("static void Main() { var sizes = new[] { 8, 4 }; var net = new Net(sizes[0], sizes[1]); }")]
    [InlineData("record Config(int In, int Out); static void Main() { var config = new Config(8, 4); var net = new Net(config.In, config.Out); }")]
    [InlineData("static int Twice(int n) => 2 * n; static void Main() { var net = new Net(Twice(4), 4); }")]
    [InlineData("static void Main() { var one = new Net(8, 4); Net other = new(4 + 4, 4); }")]
    [InlineData("static void Main() { for (var i = 0; i < 10; i++) { using var net = new Net(8, 4); } }")]
    public void An_argument_that_all_calls_agree_on_is_known(string program) => Assert.Equal("8 -> 4", SizesOf(program));

    [Theory]
    [InlineData("")]
    [InlineData("static void Main(string[] args) { var net = new Net(int.Parse(args[0]), 4); var other = new Net(8, int.Parse(args[1])); }")]
    [InlineData("static void Main() { var net = new Net(8, 4); var other = new Net(16, 2); }")]
    [InlineData("static Net Make(int inputs, int outputs) => new(inputs, outputs);")]
    [InlineData("static void Main() { for (var n = 2; n < 10; n++) { var net = new Net(n, n); } }")]
    [InlineData("static void Main() { var n = 8; var m = 4; if (DateTime.Now.Year > 2000) { n = 16; m++; } var net = new Net(n, m); }")]
    [InlineData("static void Read(out int n) => n = 3; static void Main() { var n = 8; Read(out n); var net = new Net(n, n); }")]
    [InlineData("static void Main() { var sizes = new List<int> { 8 }; sizes.Insert(0, 4); var net = new Net(sizes[0], sizes[0]); }")]
    [InlineData("static void Main() { var sizes = new[] { 8, 4 }; sizes[0] = 3; sizes[1] = 2; var net = new Net(sizes[0], sizes[1]); }")]
    public void An_argument_that_calls_differ_on_or_only_a_run_knows_stays_open(string program) => Assert.Equal("inputs -> outputs", SizesOf(program));

    [Theory]
    [InlineData("if (sizes.Length == 0) sizes = [8, 6, 4];", "8 -> 6, 6 -> 4")]
    [InlineData("if (sizes is null or { Length: 0 }) sizes = new long[] { 8, 6, 4 };", "8 -> 6, 6 -> 4")]
    public void A_list_that_nobody_gives_is_what_the_class_puts_in_place_of_an_empty_one(string provide, string expected) => Assert.Equal(expected, Chain(provide));

    [Fact]
    public void A_list_that_nobody_gives_and_the_class_needs_stays_open() => Assert.Equal("sizes[i] -> sizes[i + 1]", Chain(""));

    private static string Chain(string provide) => string.Join(", ", GraphText.VariantsOf($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential net = Sequential();
            public Net(params long[] sizes) : base("n") { {{provide}} for (var i = 0; i + 1 < sizes.Length; i++) net.append(Linear(sizes[i], sizes[i + 1])); RegisterComponents(); }
            public override Tensor forward(Tensor x) => net.call(x);
        }
        """).Single().Split('\n').Where(line => line.Contains("linear")).Select(line => line.Split(": linear ")[1].Split(" <-")[0]));

    [Fact]
    public void A_class_that_callers_hand_different_blocks_stands_for_the_first_of_them()
    {
        Assert.Equal(
            """
            0 x: input
            1 net.0: linear 6 -> 6 <- 0
            2 net.1: linear 6 -> 6 <- 1
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net;
                public Net(Func<int, Module<Tensor, Tensor>> block, int[] widths) : base("n")
                {
                    net = Sequential(widths.Select(block));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
                static Net Small() => new(width => Linear(width, width), new[] { 6, 6 });
                static Net Large() => new(width => Sequential(Linear(width, width), ReLU()), new[] { 9, 9, 9 });
            }
            """));
    }

    [Fact]
    public void A_depth_that_the_program_gives_is_unrolled()
    {
        Assert.Equal(
            """
            0 x: input
            1 net.0: linear 6 -> 6 <- 0
            2 net.1: linear 6 -> 6 <- 1
            3 net.2: linear 6 -> 6 <- 2
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net;
                public Net(int width, int depth) : base("n")
                {
                    net = Sequential(Enumerable.Range(0, depth).Select(_ => (Module<Tensor, Tensor>)Linear(width, width)));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
                static void Main() { var net = new Net(6, depth: 3); }
            }
            """));
    }

    [Fact]
    public void A_module_that_the_program_hands_in_is_followed()
    {
        Assert.Equal(
            """
            0 x: input
            1 body.0: linear 8 -> 8 <- 0
            2 body.1: ReLU <- 1
            3 head: linear 8 -> 2 <- 2
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Module<Tensor, Tensor> body;
                private readonly Linear head = Linear(8, 2);
                public Net(Module<Tensor, Tensor> body) : base("n") { this.body = body; RegisterComponents(); }
                public override Tensor forward(Tensor x) => head.call(body.call(x));
                static void Main() { var body = Sequential(Linear(8, 8), ReLU()); var net = new Net(body); }
            }
            """));
    }

    [Fact]
    public void An_argument_outweighs_the_default()
    {
        Assert.Equal("0 x: input\n1 fc: linear 8 -> 2 <- 0", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Net(int inputs = 3, int outputs = 2) : base("n") { fc = Linear(inputs, outputs); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
                static void Main() { var net = new Net(inputs: 8); }
            }
            """).Replace("\r", ""));
    }

    private static string SizesOf(string program)
    {
        var graph = GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Net(long inputs, long outputs) : base("n") { fc = Linear(inputs, outputs); RegisterComponents(); }
                public override Tensor forward(Tensor x) => fc.call(x);
                {{program}}
            }
            """);
        return graph[(graph.IndexOf("linear ", StringComparison.Ordinal) + "linear ".Length)..graph.LastIndexOf(" <-", StringComparison.Ordinal)];
    }

    [Fact]
    public void ALayerThatTheCallerHandsInIsOneOfUnknownSizes() => Assert.Equal("0 x: input\n1 table: embedding ? x ? <- 0\n2 head: linear 8 -> 3 <- 1", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Embedding table;
            private readonly Linear head = Linear(8, 3);
            public Net(Embedding shared) : base("n")
            {
                table = shared;
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => head.call(table.call(x));
        }
        """));

    [Theory]
    [InlineData("public Net(int width) : base(\"n\") { fc = Linear(8, width); RegisterComponents(); } public Net() : this(5) { }")]
    [InlineData("public Net() : this(5) { } private Net(int width) : base(\"n\") { fc = Linear(8, width); RegisterComponents(); }")]
    public void AConstructorThatNobodyCallsGetsWhatAnotherOneHandsIt(string constructors) => Assert.Equal(
        """
        0 x: input
        1 fc: linear 8 -> 5 <- 0
        """,
        GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                {{constructors}}
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """));

    [Fact]
    public void ConstructorsThatHandOnDifferentThingsLeaveItOpen() => Assert.Equal(
        """
        0 x: input
        1 fc: linear 8 -> width <- 0
        """,
        GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Net(int width) : base("n") { fc = Linear(8, width); RegisterComponents(); }
                public Net() : this(5) { }
                public Net(string size) : this(size.Length) { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """));
}
