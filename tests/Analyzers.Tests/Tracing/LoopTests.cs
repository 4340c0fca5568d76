namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Stacks of layers are found however a loop, a list or LINQ builds them.</summary>
public sealed class LoopTests
{
    private const string Expected = """
        0 x: input
        1 net.0: linear 8 -> 8 <- 0
        2 net.1: Tanh <- 1
        3 net.2: linear 8 -> 8 <- 2
        4 net.3: Tanh <- 3
        5 net.4: linear 8 -> 1 <- 4
        """;

    [Theory]
    [InlineData("var l = new List<Module<Tensor, Tensor>>(); for (var i = 0; i < 2; i++) { l.Add(Linear(8, 8)); l.Add(Tanh()); } l.Add(Linear(8, 1)); net = Sequential(l);")]
    [InlineData("var l = new List<Module<Tensor, Tensor>>(); int i = 2; while (i-- > 0) { l.AddRange(new Module<Tensor, Tensor>[] { Linear(8, 8), Tanh() }); } l.Add(Linear(8, 1)); net = Sequential(l.ToArray());")]
    [InlineData("var l = new List<Module<Tensor, Tensor>>(); var i = 0; do { l.Add(Linear(8, 8)); l.Add(Tanh()); i += 1; } while (i < 2); l.Add(Linear(8, 1)); net = Sequential(l);")]
    [InlineData("var l = new Module<Tensor, Tensor>[5]; for (int i = 0; i < 4; i += 2) { l[i] = Linear(8, 8); l[i + 1] = Tanh(); } l[4] = Linear(8, 1); net = Sequential(l);")]
    [InlineData("net = Sequential(); foreach (var width in new[] { 8, 8 }) { net.append(Linear(width, 8)); net.append(Tanh()); } net.append(Linear(8, 1));")]
    [InlineData("net = Sequential(); foreach (var n in Enumerable.Range(0, 2)) net = net.append(Linear(8, 8)).append(Tanh()); net.append(\"4\", Linear(8, 1));")]
    [InlineData("net = Sequential(Enumerable.Range(0, 2).SelectMany(i => new Module<Tensor, Tensor>[] { Linear(8, 8), Tanh() }).Append(Linear(8, 1)));")]
    [InlineData("net = Sequential(Enumerable.Range(0, 3).SelectMany((n, i) => i == 2 ? new Module<Tensor, Tensor>[] { Linear(8, 1) } : new Module<Tensor, Tensor>[] { Linear(8, 8), Tanh() }));")]
    [InlineData("Module<Tensor, Tensor>[] l = [.. Enumerable.Range(0, 2).SelectMany<int, Module<Tensor, Tensor>>(i => [Linear(8, 8), Tanh()]), Linear(8, 1)]; net = Sequential(l);")]
    [InlineData("net = Sequential(Enumerable.Range(0, 5).Select(i => i == 4 ? Linear(8, 1) : i % 2 == 0 ? (Module<Tensor, Tensor>)Linear(8, 8) : Tanh()));")]
    [InlineData("net = Sequential(Layers().ToArray()); IEnumerable<Module<Tensor, Tensor>> Layers() { for (var i = 0; i < 2; ++i) { yield return Linear(8, 8); yield return Tanh(); } yield return Linear(8, 1); }")]
    [InlineData("var l = new List<(string, Module<Tensor, Tensor>)>(); for (var i = 0; i < 2; i++) { l.Add(($\"{2 * i}\", Linear(8, 8))); l.Add(((2 * i + 1).ToString(), Tanh())); } l.Add((\"4\", Linear(8, 1))); net = Sequential(l);")]
    [InlineData("var l = Enumerable.Repeat(8, 2).Select(w => Linear(w, w)).ToList(); net = Sequential(l[0], Tanh(), l[1], Tanh(), Linear(8, 1));")]
    [InlineData("net = Sequential(); for (var i = 0; ; i++) { if (i == 2) break; net.append(Linear(8, 8)); if (i < 5) { net.append(Tanh()); continue; } net.append(ReLU()); } net.append(Linear(8, 1));")]
    [InlineData("int[] sizes = [8, 8, 8, 1]; net = Sequential(); for (var i = 0; i + 1 < sizes.Length; i++) { net.append(Linear(sizes[i], sizes[i + 1])); if (i < sizes.Length - 2) net.append(Tanh()); }")]
    [InlineData("var sizes = new List<int> { 8, 8, 8, 1 }; net = Sequential(); for (var i = 1; i < sizes.Count; i++) { net.append(Linear(sizes[i - 1], sizes[i])); if (i != sizes.Count - 1) net.append(Tanh()); }")]
    [InlineData("net = Sequential(from i in Enumerable.Range(0, 5) select i == 4 ? Linear(8, 1) : i % 2 == 0 ? (Module<Tensor, Tensor>)Linear(8, 8) : Tanh());")]
    [InlineData("net = Build(2); static Sequential Build(int depth) { var s = Sequential(); for (var i = 0; i < depth; i++) { s.append(Linear(8, 8)); s.append(Tanh()); } s.append(Linear(8, 1)); return s; }")]
    public void StackIsUnrolled(string build)
    {
        Assert.Equal(Expected, GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net;
                public Net() : base("n") { {{build}} RegisterComponents(); }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """));
    }

    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) x = functional.relu(net[i].call(x)); return x;")]
    [InlineData("foreach (var layer in net) { x = layer.forward(x); x = x.relu_(); } return x;")]
    [InlineData("return net.Aggregate(x, (h, layer) => layer.call(h).relu());")]
    [InlineData("var i = 0; while (i < net.Count) { x = net[i++].call(x); x = functional.relu(x); } return x;")]
    [InlineData("return Run(x, 0); Tensor Run(Tensor h, int i) => i == 3 ? h : Run(net[i].call(h).relu(), i + 1);")]
    [InlineData("using var scope = torch.NewDisposeScope(); var h = x.alias(); for (int i = 0; i < 3; ++i) { using var z = net[i].call(h); h = functional.relu(z); } return h.MoveToOuterDisposeScope();")]
    public void ModuleListIsWalkedHoweverForwardDoesIt(string forward)
    {
        Assert.Equal(
            """
            0 x: input
            1 net.0: linear 8 -> 8 <- 0
            2 relu: ReLU <- 1
            3 net.1: linear 8 -> 8 <- 2
            4 relu: ReLU <- 3
            5 net.2: linear 8 -> 8 <- 4
            6 relu: ReLU <- 5
            """,
            GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> net = new();
                public Net() : base("n") { for (var i = 0; i < 3; i++) net.Add(Linear(8, 8)); RegisterComponents(); }
                public override Tensor forward(Tensor x) { {{forward}} }
            }
            """));
    }

    [Fact]
    public void DepthThatIsAParameterBecomesARepeatedBlock()
    {
        Assert.Equal(
            """
            0 x: input
            1 net.0: linear inputs -> width <- 0
            2 net.1: Tanh <- 1
            3 depth - 1: repeat depth - 1 <- 2
              0 input: input
              1 net.*: linear width -> width <- 0
              2 net.*: Tanh <- 1
            4 net.2: linear width -> 1 <- 3
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net;
                public Net(int inputs, int width, int depth) : base("n")
                {
                    var layers = new List<Module<Tensor, Tensor>>();
                    var last = inputs;
                    for (var i = 0; i < depth; i++)
                    {
                        layers.Add(Linear(last, width));
                        layers.Add(Tanh());
                        last = width;
                    }
                    layers.Add(Linear(last, 1));
                    net = Sequential(layers);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """));
    }

    [Fact]
    public void RepeatedBlockIsRecognisedInAForwardLoop()
    {
        Assert.Equal(
            """
            0 x: input
            1 blocks.Length: repeat blockCount <- 0
              0 input: input
              1 blocks.*: linear width -> width <- 0
              2 sigmoid: Sigmoid <- 1
              3 add: add <- 2, 0
            """.Replace("blocks.Length:", "blockCount:"),
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> blocks = new();
                public Net(int width, int blockCount) : base("n")
                {
                    for (int i = 0; i < blockCount; i++)
                        blocks.Add(Linear(width, width));
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    foreach (var block in blocks)
                        x = functional.sigmoid(block.call(x)) + x;
                    return x;
                }
            }
            """));
    }

    [Fact]
    public void FirstAndLastTurnThatDifferStandApart()
    {
        Assert.Equal(
            """
            0 x: input
            1 net.0: linear inputs -> hidden <- 0
            2 net.1: ReLU <- 1
            3 layers - 2: repeat layers - 2 <- 2
              0 input: input
              1 net.*: linear hidden -> hidden <- 0
              2 net.*: ReLU <- 1
            4 net.2: linear hidden -> outputs <- 3
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential();
                public Net(long inputs, long hidden, long outputs, int layers) : base("n")
                {
                    for (int i = 0; i < layers; i++)
                    {
                        var from = i == 0 ? inputs : hidden;
                        var to = i == layers - 1 ? outputs : hidden;
                        net.append(Linear(from, to));
                        if (i < layers - 1)
                            net.append(ReLU());
                    }
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """));
    }

    [Fact]
    public void SizesFromOutsideMakeARepeatedBlockOfNamedSizes()
    {
        Assert.Equal(
            """
            0 x: input
            1 net.0: linear inputs -> hidden[0] <- 0
            2 net.1: ReLU <- 1
            3 hidden.Length - 1: repeat hidden.Length - 1 <- 2
              0 input: input
              1 net.*: linear from -> hidden[i] <- 0
              2 net.*: ReLU <- 1
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential();
                public Net(long inputs, long[] hidden) : base("n")
                {
                    var from = inputs;
                    foreach (var size in hidden)
                    {
                        net.append(Linear(from, size));
                        net.append(ReLU());
                        from = size;
                    }
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x) => net.call(x);
            }
            """));
    }

    [Fact]
    public void LoopOverUnknownDataGivesUpWithAReason()
    {
        var trace = GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net() : base("n") { }
                public override Tensor forward(Tensor x)
                {
                    while (x.sum().item<float>() > 1)
                        x = fc.call(x);
                    return x;
                }
            }
            """);

        Assert.False(trace.IsTraced);
        Assert.Equal(["a loop whose number of turns only a run knows"], trace.Unknowns);
    }

    [Theory]
    [InlineData("foreach (var layer in layers) x = layer.call(x);")]
    [InlineData("for (var i = 0; i < layers.Length; i++) x = layers[i].call(x);")]
    [InlineData("for (var i = 0; i < depth; i++) x = layers[i].call(x);")]
    public void AnArrayMadeForSoManyLayersHoldsThoseThatALoopPutsIn(string walk) => Assert.Equal("""
        0 x: input
        1 first: linear width -> width <- 0
        2 depth: repeat depth <- 1
          0 input: input
          1 all.*: linear width -> width <- 0
        3 head: linear width -> 10 <- 2
        """, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly int depth;
            private readonly Linear[] layers;
            private readonly Linear first, head;
            private readonly ModuleList<Linear> all;
            public Net(int width, int depth) : base("n")
            {
                this.depth = depth;
                first = Linear(width, width);
                layers = new Linear[depth];
                for (var i = 0; i < depth; i++)
                    layers[i] = Linear(width, width);
                all = ModuleList(layers);
                head = Linear(width, 10);
                RegisterComponents();
            }
            public override Tensor forward(Tensor x)
            {
                x = first.call(x);
                {{walk}}
                return head.call(x);
            }
        }
        """));

    [Fact]
    public void WhatAnArrayGetsBeforeAndAfterTheLoopStandsApart()
    {
        var graph = GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> all;
                public Net(int depth) : base("n")
                {
                    var layers = new Linear[depth];
                    layers[0] = Linear(3, 8);
                    for (var i = 1; i < depth - 1; i++)
                        layers[i] = Linear(8, 8);
                    layers[depth - 1] = Linear(8, 10);
                    all = ModuleList(layers);
                    RegisterComponents();
                }
                public override Tensor forward(Tensor x)
                {
                    foreach (var layer in all) x = layer.call(x);
                    return x;
                }
            }
            """);

        Assert.StartsWith("0 x: input\n1 all.0: linear 3 -> 8 <- 0\n2 depth - 2: repeat depth - 2 <- 1\n", graph, StringComparison.Ordinal);
        Assert.EndsWith("3 all.1: linear 8 -> 10 <- 2", graph, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var n = layers.Count; for (var i = 0; i < n - 1; i++) x = functional.relu(layers[i].call(x)); return layers[n - 1].call(x);")]
    [InlineData("for (var i = 0; i < layers.Count; i++) { x = layers[i].call(x); if (i < layers.Count - 1) x = functional.relu(x); } return x;")]
    [InlineData("for (var i = 0; i < layers.Count - 1; i++) x = functional.relu(layers[i].call(x)); return layers[^1].call(x);")]
    [InlineData("x = functional.relu(layers[0].call(x)); for (var i = 1; i < layers.Count - 1; i++) x = functional.relu(layers[i].call(x)); return layers[layers.Count - 1].call(x);")]
    public void FirstAndLastLayerOfAListStandApartHoweverItIsWalked(string walk) => Assert.Equal("""
        0 x: input
        1 layers.0: linear inputs -> width <- 0
        2 relu: ReLU <- 1
        3 depth - 2: repeat depth - 2 <- 2
          0 input: input
          1 layers.*: linear width -> width <- 0
          2 relu: ReLU <- 1
        4 layers.1: linear width -> outputs <- 3
        """, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly ModuleList<Linear> layers = new();
            public Net(int inputs, int width, int outputs, int depth) : base("n")
            {
                layers.append(Linear(inputs, width));
                for (var i = 1; i < depth - 1; i++)
                    layers.append(Linear(width, width));
                layers.append(Linear(width, outputs));
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) { {{walk}} }
        }
        """));

    [Theory]
    [InlineData("net.append(Linear(8, 8));")]
    [InlineData("layers.Add(Linear(8, 8));")]
    [InlineData("Grow(net);")]
    [InlineData("GrowOwn();")]
    [InlineData("void Local() => net.append(Linear(8, 8)); Local();")]
    public void ModulesThatAreAddedSoManyTimesAsOnlyARunKnowsAreUnknown(string turn)
    {
        var trace = GraphText.Trace($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Sequential net = Sequential();
                private readonly ModuleList<Linear> layers = new();
                public Net(Random random) : base("n")
                {
                    for (var i = 0; random.Next() > i; i++) { {{turn}} }
                    RegisterComponents();
                }
                private static void Grow(Sequential what) => what.append(Linear(8, 8));
                private void GrowOwn() => layers.Add(Linear(8, 8));
                public override Tensor forward(Tensor x)
                {
                    foreach (var layer in layers) x = layer.call(x);
                    return net.call(x);
                }
            }
            """);

        Assert.False(trace.IsTraced);
        Assert.Equal(["a loop whose number of turns only a run knows"], trace.Unknowns);
    }

    [Fact]
    public void HugeLoopEndsInUnknownNotInTime()
    {
        var trace = GraphText.Trace("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 8);
                public Net() : base("n") { }
                public override Tensor forward(Tensor x)
                {
                    for (long i = 0; i < 1_000_000_000_000; i++)
                        for (long j = 0; j < 1_000_000_000_000; j++)
                            x = fc.call(x);
                    return x;
                }
            }
            """);

        Assert.False(trace.IsTraced);
        Assert.Empty(trace.Variants);
    }
}
