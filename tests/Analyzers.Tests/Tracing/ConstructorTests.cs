namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Layers are found wherever a class makes them.</summary>
public sealed class ConstructorTests
{
    private const string Expected = """
        0 x: input
        1 fc: linear 8 -> 4 <- 0
        """;

    [Theory]
    [InlineData("public Tensor forward(Tensor x) => fc.call(x);")]
    [InlineData("public Tensor Forward(Tensor x, bool loud = false) { if (loud) Console.WriteLine(x); return fc.forward(x); }")]
    public void ForwardThatOverridesNothingIsTheModelsOwn(string forward) => Assert.Equal(Expected, GraphText.OfClass($$"""
        class Net : nn.Module
        {
            private readonly Linear fc = Linear(8, 4);
            public Net() : base("net") { RegisterComponents(); }
            {{forward}}
        }
        """));

    [Theory]
    [InlineData("private readonly Linear fc = Linear(8, 4); public Net() : base(\"n\") { RegisterComponents(); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { fc = Linear(8, 4); RegisterComponents(); }")]
    [InlineData("private readonly Linear fc; public Net(int size = 8) : base(\"n\") { this.fc = Linear(size, size / 2); RegisterComponents(); }")]
    [InlineData("private readonly Module<Tensor, Tensor> fc; public Net() : this(8, 4) { } public Net(int a, int b) : base(\"n\") { fc = Linear(8, 4); RegisterComponents(); }")]
    [InlineData("private const int In = 8; private static readonly int Out = In / 2; private readonly Linear fc = Linear(In, Out); public Net() : base(\"n\") { }")]
    [InlineData("private readonly Linear fc = Make(); static Linear Make() { var n = 2; n *= 4; return Linear(n, 4); } public Net() : base(\"n\") { }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { Func<int, int, Linear> make = (i, o) => Linear(i, o); fc = make(8, 4); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { fc = Local(4); Linear Local(int o) => Linear(2 * o, o); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { (int i, int o) = (8, 4); fc = nn.Linear(i, o); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { var sizes = new[] { 8, 4 }; fc = Linear(sizes[0], sizes[^1]); }")]
    [InlineData("private readonly Linear fc; public Net(bool wide = true) : base(\"n\") { fc = wide ? Linear(8, 4) : Linear(1, 1); }")]
    [InlineData("enum Size { Small, Large } private readonly Linear fc; public Net() : base(\"n\") { var size = Size.Large; fc = Linear(size switch { Size.Small => 2, Size.Large => 8, _ => 0 }, 4); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { var c = new Config { Width = 8 }; fc = Linear(c.Width, c.Half); } class Config { public int Width { get; set; } = 1; public int Half => Width / 2; }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { var c = new Config(8, 4) with { Width = 8 }; fc = Linear(c.Width, c.Out); } record Config(int Width, int Out);")]
    [InlineData("private readonly Linear fc; public Net(Config? c = null) : base(\"n\") { c ??= new(); fc = Linear(c.Sizes[0], c.Sizes[1]); } public record Config(int[]? Sizes = null) { public int[] Sizes { get; init; } = Sizes ?? [8, 4]; }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { fc = Linear((int)Math.Log(256, 2), Math.Clamp(9, 1, 4)); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { var sizes = new Dictionary<(int, int), int>(); for (var i = 0; i < 2; i++) sizes[(i, i + 1)] = 8 >> i; fc = Linear(sizes[(0, 1)], sizes[(1, 2)]); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { fc = Linear(new[] { 1, 3, 4 }.Aggregate((a, b) => a + b), 4); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { fc = Linear(8, 4); fc.to(torch.float32); this.to(\"cpu\"); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { fc = Linear(Math.Max(8, 2), (int)Math.Sqrt(16)).cpu(); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { fc = Linear((int)System.Numerics.BigInteger.GreatestCommonDivisor(16, 24), 4); }")]
    [InlineData("private readonly Linear fc; public Net() : base(\"n\") { try { fc = Linear(8, 4); } finally { } using (torch.no_grad()) { } }")]
    public void FieldIsFoundHoweverItIsSet(string members)
    {
        Assert.Equal(Expected, GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                {{members}}
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """));
    }

    [Fact]
    public void AutomaticPropertyHasTheNameOfItsBackingField()
    {
        Assert.Equal(Expected.Replace("fc:", "<Fc>k__BackingField:"), GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                public Linear Fc { get; }
                public Net() : base("n") { Fc = Linear(8, 4); RegisterComponents(); }
                public override Tensor forward(Tensor x) => Fc.call(x);
            }
            """));
    }

    [Fact]
    public void PrimaryConstructorParametersReachFieldsAndForward()
    {
        Assert.Equal(
            """
            0 x: input
            1 fc: linear inputs -> 4*inputs <- 0
            2 Tanh: Tanh <- 1
            """.Replace("Tanh:", "tanh:"),
            GraphText.OfClass("""
            class Net(int inputs, bool bounded = true) : Module<Tensor, Tensor>("net")
            {
                private readonly Linear fc = Linear(inputs, 4 * inputs);
                public override Tensor forward(Tensor x) => bounded ? fc.call(x).tanh() : fc.call(x);
            }
            """));
    }

    [Fact]
    public void BaseClassMakesLayersBeforeTheDerivedOne()
    {
        Assert.Equal(
            """
            0 x: input
            1 stem: linear 8 -> hidden <- 0
            2 act: GELU <- 1
            3 head: linear hidden -> 2 <- 2
            """,
            GraphText.OfClass("""
            abstract class Trunk : Module<Tensor, Tensor>
            {
                private readonly Linear stem;
                protected readonly GELU act = GELU();
                protected Trunk(string name, int width) : base(name) => stem = Linear(8, width);
                protected Tensor Features(Tensor x) => act.call(stem.call(x));
            }
            class Net : Trunk
            {
                private readonly Linear head;
                public Net(int hidden) : base("net", hidden) { head = Linear(hidden, 2); RegisterComponents(); }
                public override Tensor forward(Tensor x) => head.call(Features(x));
            }
            """));
    }

    [Fact]
    public void ForwardOfTheBaseClassRunsOverriddenParts()
    {
        Assert.Equal(
            """
            0 x: input
            1 fc: linear 8 -> 8 <- 0
            2 sigmoid: Sigmoid <- 1
            """,
            GraphText.OfClass("""
            abstract class Template : Module<Tensor, Tensor>
            {
                protected readonly Linear fc = Linear(8, 8);
                protected Template() : base("t") { }
                protected virtual Tensor Activate(Tensor x) => x.relu();
                public override Tensor forward(Tensor x) => Activate(fc.call(x));
            }
            class Net : Template
            {
                protected override Tensor Activate(Tensor x) => x.sigmoid();
            }
            """));
    }

    [Fact]
    public void NestedModulesAreNamedAsTheyAreRegistered()
    {
        Assert.Equal(
            """
            0 x: input
            1 first.fc: linear 8 -> 8 <- 0
            2 first.relu: ReLU <- 1
            3 blocks.0.fc: linear 8 -> 8 <- 2
            4 blocks.0.relu: ReLU <- 3
            5 head.out: linear 8 -> 1 <- 4
            """,
            GraphText.OfClass("""
            class Block : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Block(int width) : base("block") { fc = Linear(width, width); RegisterComponents(); }
                public override Tensor forward(Tensor x) => functional.relu(fc.call(x));
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Block first = new(8);
                private readonly ModuleList<Block> blocks = new(new Block(8));
                private readonly Sequential head = Sequential(("out", Linear(8, 1)));
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x)
                {
                    x = first.call(x);
                    foreach (var block in blocks) x = block.call(x);
                    return head.call(x);
                }
            }
            """));
    }

    [Fact]
    public void SharedModuleKeepsItsNameAtEveryUse()
    {
        Assert.Equal(
            """
            0 x: input
            1 fc: linear 8 -> 8 <- 0
            2 fc: linear 8 -> 8 <- 1
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8), same;
                public Net() : base("net") { same = fc; RegisterComponents(); }
                public override Tensor forward(Tensor x) => same.call(fc.call(x));
            }
            """));
    }

    [Fact]
    public void ExplicitlyRegisteredModuleHasTheGivenName()
    {
        Assert.Equal(
            """
            0 x: input
            1 layer2: linear 4 -> 4 <- 0
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Dictionary<string, Linear> layers = new();
                public Net() : base("net")
                {
                    var fc = Linear(4, 4);
                    register_module("layer2", fc);
                    layers["a"] = fc;
                }
                public override Tensor forward(Tensor x) => layers["a"].call(x);
            }
            """).Replace("layers.a", "layer2"));
    }

    [Fact]
    public void OwnFactoryThatReturnsALayerMakesThatLayer()
    {
        Assert.Equal(
            """
            0 x: input
            1 conv.0: convolution 3 -> width, kernel 9, stride 4 <- 0
            2 conv.1: Batch norm <- 1
            3 conv.2: ReLU <- 2
            """,
            GraphText.OfClass("""
            static class Layers
            {
                public static Conv2d Conv3x3(long from, long to, long stride = 1) => Conv2d(from, to, 3, stride, padding: 1, bias: false);
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential conv;
                public Net(long width) : base("net")
                {
                    conv = Sequential(Layers.Conv3x3(3, width, stride: 2), BatchNorm2d(width), ReLU(inplace: true));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => conv.call(x);
            }
            """));
    }
}
