namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Classes that derive from Sequential, and modules that a type argument makes.</summary>
public sealed class DerivedModuleTests
{
    private const string Block = """
        class ConvBlock : Sequential
        {
            public ConvBlock(int from, int to) : base(Conv2d(from, to, 3, padding: 1), ReLU()) { }
        }

        """;

    [Fact]
    public void AClassThatDerivesFromSequentialRunsWhatItHandsToItsBase() => Assert.Equal(
        """
        0 x: input
        1 one.0: convolution 3 -> 8, kernel 9, stride 1 <- 0
        2 one.1: ReLU <- 1
        3 two.0: convolution 8 -> 8, kernel 9, stride 1 <- 2
        4 two.1: ReLU <- 3
        """,
        GraphText.OfClass(Block + """
            class Net : Module<Tensor, Tensor>
            {
                private readonly ConvBlock one = new(3, 8), two = new(8, 8);
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => two.call(one.call(x));
            }
            """));

    [Fact]
    public void ItIsAModelOfItsOwn() => Assert.Equal(
        """
        0 tensor: input
        1 fc: linear 8 -> 8 <- 0
        2 act: Tanh <- 1
        3 2: linear 8 -> 2 <- 2
        """,
        GraphText.OfClass("""
            class Net : Sequential
            {
                public Net() : base(("fc", Linear(8, 8)), ("act", Tanh())) { append(Linear(8, 2)); }
            }
            """));

    [Fact]
    public void AStaticMemberOfATypeParameterIsThatOfTheTypeArgument() => Assert.Equal(
        "0 x: input\n1 inner.fc: linear 8 -> 8 <- 0\n2 inner.act: GELU <- 1",
        GraphText.OfClass("""
            interface IActivation { static abstract Module<Tensor, Tensor> Create(); }
            class Smooth : IActivation { public static Module<Tensor, Tensor> Create() => GELU(); }
            class Part<T> : Module<Tensor, Tensor> where T : IActivation
            {
                private readonly Linear fc = Linear(8, 8);
                private readonly Module<Tensor, Tensor> act = T.Create();
                public Part() : base("p") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => act.call(fc.call(x));
            }
            class Net : Module<Tensor, Tensor>
            {
                private readonly Part<Smooth> inner = new();
                public Net() : base("n") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => inner.call(x);
            }
            """));

    [Theory]
    [InlineData("{ throw new NotImplementedException(); }")]
    [InlineData("=> throw new NotSupportedException(\"give offsets too\");")]
    public void AForwardThatOnlyThrowsLeavesTheWorkToACallOfItsOwn(string forward) => Assert.Equal(
        "0 input: input\n1 embedding: embedding 100 x 8 <- 0\n2 bag: SumNode <- 1\n3 fc: linear 8 -> 4 <- 2", GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly EmbeddingBag embedding = EmbeddingBag(100, 8);
            private readonly Linear fc = Linear(8, 4);
            public Net() : base("n") { RegisterComponents(); }
            public override Tensor forward(Tensor x) {{forward}}
            public Tensor call(Tensor input, Tensor offsets) => fc.call(embedding.call(input, offsets));
        }
        """));

    [Fact]
    public void AClassThatThrowsWithItsDefaultsIsMadeWithOthers() => Assert.Equal(
        ["0 x: input\n1 conv: convolution 8 -> 8, kernel 9, stride 1 <- 0", "0 x: input\n1 conv: reshape <- 0"],
        GraphText.VariantsOf("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> conv;
            public Net(bool plain = false, bool linear = false) : base("n")
            {
                Module<Tensor, Tensor>? made = plain ? Conv2d(8, 8, 3, padding: 1) : linear ? Identity() : null;
                conv = made ?? throw new ArgumentException("neither");
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => conv.call(x);
        }
        """));

    [Theory]
    [InlineData("layers.RemoveAt(layers.Count - 1); layers.Add(Linear(8, 2));")]
    [InlineData("layers.Remove(last); layers.append(Linear(8, 2));")]
    [InlineData("layers[layers.Count - 1] = Linear(8, 2);")]
    [InlineData("layers.Clear(); layers.Add(Linear(8, 8)); layers.Add(Linear(8, 2));")]
    public void ADerivedClassPutsItsOwnHeadInPlaceOfTheLastLayer(string change) => Assert.Equal(
        "0 x: input\n1 layers.0: linear 8 -> 8 <- 0\n2 layers.1: linear 8 -> 2 <- 1", GraphText.OfClass($$"""
        class Plain : Module<Tensor, Tensor>
        {
            protected readonly ModuleList<Linear> layers = new();
            protected readonly Linear last = Linear(8, 10);
            public Plain() : base("p") { layers.Add(Linear(8, 8)); layers.Add(last); Change(); RegisterComponents(); }
            protected virtual void Change() { }
            public override Tensor forward(Tensor x) { foreach (var layer in layers) x = layer.call(x); return x; }
        }
        class Net : Plain
        {
            protected override void Change() { {{change}} }
        }
        """));

    [Fact]
    public void WhatIsTakenOutOfADictionaryIsNoLongerThere() => Assert.Equal("0 x: input\n1 b: linear 8 -> 2 <- 0", GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear a = Linear(8, 8), b = Linear(8, 2);
            private readonly Dictionary<string, Linear> steps = new();
            public Net() : base("n") { steps["a"] = a; steps["b"] = b; steps.Remove("a"); RegisterComponents(); }
            public override Tensor forward(Tensor x) { foreach (var (_, layer) in steps) x = layer.call(x); return x; }
        }
        """));
}
