namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Layers in dictionaries, immutable collections and whatever else the base class library keeps things in.</summary>
public sealed class CollectionTests
{
    private const string Chain = """
        0 x: input
        1 l0: linear 8 -> 8 <- 0
        2 l1: linear 8 -> 8 <- 1
        3 l2: linear 8 -> 8 <- 2
        """;

    [Theory]
    [InlineData("Dictionary<int, Linear> layers = [];", "layers.Add(i, Linear(8, 8));", "layers[i]")]
    [InlineData("SortedList<int, Linear> layers = [];", "layers[i] = Linear(8, 8);", "layers[i]")]
    [InlineData("Dictionary<string, Linear> layers = new();", "layers[$\"l{i:D2}\"] = Linear(8, 8);", "layers[string.Format(\"l{0:D2}\", i)]")]
    [InlineData("Dictionary<string, Linear> layers = new();", "layers[$\"l{i:D2}\"] = Linear(8, 8);", "layers[\"l\" + i.ToString(\"D2\")]")]
    [InlineData("Dictionary<string, Linear> layers = new();", "layers[$\"l{i:D2}\"] = Linear(8, 8);", "layers[\"l\" + i.ToString().PadLeft(2, '0')]")]
    [InlineData("Dictionary<string, Linear> layers = new();", "layers[string.Concat(\"l\", i)] = Linear(8, 8);", "layers[string.Join(\"\", \"l\", i)]")]
    [InlineData("Dictionary<(int, string), Linear> layers = new();", "layers[(i, \"q\")] = Linear(8, 8);", "layers[(i, \"q\")]")]
    [InlineData("List<Lazy<Linear>> layers = [];", "layers.Add(new Lazy<Linear>(() => Linear(8, 8)));", "layers[i].Value")]
    [InlineData("System.Collections.Immutable.ImmutableList<Linear> layers = System.Collections.Immutable.ImmutableList<Linear>.Empty;", "layers = layers.Add(Linear(8, 8));", "layers[i]")]
    [InlineData("System.Collections.Immutable.ImmutableDictionary<int, Linear> layers = System.Collections.Immutable.ImmutableDictionary<int, Linear>.Empty;", "layers = layers.Add(i, Linear(8, 8));", "layers[i]")]
    public void WhatIsPutInUnderAKeyIsFoundUnderIt(string declaration, string put, string get) => Assert.Equal(Chain, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private {{declaration}}
            public Net() : base("n") { for (var i = 0; i < 3; i++) { {{put}} register_module("l" + i, {{get}}); } }
            public override Tensor forward(Tensor x) { for (var i = 0; i < 3; i++) x = {{get}}.call(x); return x; }
        }
        """));

    [Theory]
    [InlineData("ImmutableArray<Linear>", "var made = ImmutableArray.CreateBuilder<Linear>(3); for (var i = 0; i < 3; i++) made.Add(Linear(8, 8)); layers = made.MoveToImmutable();")]
    [InlineData("ImmutableArray<Linear>", "layers = ImmutableArray.Create(Linear(8, 8), Linear(8, 8), Linear(8, 8));")]
    [InlineData("ImmutableList<Linear>", "layers = Enumerable.Range(0, 3).Select(_ => Linear(8, 8)).ToImmutableList();")]
    [InlineData("ImmutableList<Linear>", "layers = ImmutableList.Create(Linear(8, 8)).AddRange(new[] { Linear(8, 8), Linear(8, 4) }).SetItem(2, Linear(8, 8));")]
    [InlineData("List<Linear>", "layers = Enumerable.Range(0, 6).Chunk(2).Select(pair => Linear(8, pair.Sum(n => 8) / 2)).ToList();")]
    [InlineData("Linear[]", "layers = new[] { 8, 16, 8, 8 }.Where(size => size == 8).Select((size, i) => Linear(size, i < 9 ? size : 1)).ToArray();")]
    [InlineData("LinkedList<Linear>", "layers = new LinkedList<Linear>(); for (var i = 0; i < 3; i++) layers.AddLast(Linear(8, 8));")]
    public void EveryCollectionIsWalkedInOrder(string type, string build) => Assert.Equal(Chain, GraphText.OfClass($$"""
        using System.Collections.Immutable;
        class Net : Module<Tensor, Tensor>
        {
            private readonly {{type}} layers;
            public Net() : base("n") { {{build}} var place = 0; foreach (var layer in layers) register_module("l" + place++, layer); }
            public override Tensor forward(Tensor x) { foreach (var layer in layers) x = layer.call(x); return x; }
        }
        """));

    [Theory]
    [InlineData("Stack<Linear>", "layers.Push(Linear(8, 2)); layers.Push(Linear(4, 8)); layers.Push(Linear(8, 4));", "foreach (var layer in layers) x = layer.call(x);")]
    [InlineData("Stack<Linear>", "layers = new(new[] { Linear(8, 2), Linear(4, 8), Linear(8, 4) });", "foreach (var layer in layers.ToArray()) x = layer.call(x);")]
    [InlineData("Queue<Linear>", "layers.Enqueue(Linear(8, 4)); layers.Enqueue(Linear(4, 8)); layers.Enqueue(Linear(8, 2));", "var left = new Queue<Linear>(layers); while (left.TryDequeue(out var layer)) x = layer.call(x);")]
    [InlineData("Stack<Linear>", "layers.Push(Linear(8, 2)); layers.Push(Linear(4, 8)); layers.Push(Linear(8, 4));", "var left = new Stack<Linear>(layers.Reverse()); while (left.Count > 0 && left.TryPop(out var layer)) x = layer.call(x);")]
    [InlineData("LinkedList<Linear>", "layers.AddFirst(Linear(8, 2)); layers.AddFirst(Linear(4, 8)); layers.AddFirst(Linear(8, 4));", "foreach (var layer in layers) x = layer.call(x);")]
    public void AStackGivesItsLastElementFirst(string type, string build, string walk) => Assert.Equal(
        """
        0 x: input
        1 0: linear 8 -> 4 <- 0
        2 1: linear 4 -> 8 <- 1
        3 2: linear 8 -> 2 <- 2
        """,
        GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly {{type}} layers = new();
                public Net() : base("n") { {{build}} var place = 0; foreach (var layer in layers) register_module((place++).ToString(), layer); }
                public override Tensor forward(Tensor x) { {{walk}} return x; }
            }
            """));

    [Theory]
    [InlineData("using var walk = layers.GetEnumerator(); while (walk.MoveNext()) x = walk.Current.call(x);")]
    [InlineData("var walk = layers.GetEnumerator(); walk.MoveNext(); do x = walk.Current.call(x); while (walk.MoveNext());")]
    [InlineData("IEnumerator<Linear> walk = ((IEnumerable<Linear>)layers).GetEnumerator(); while (walk.MoveNext()) { var layer = walk.Current; x = layer.call(x); }")]
    [InlineData("foreach (var layer in layers.GetRange(0, 2)) x = layer.call(x); x = layers[^1].call(x);")]
    [InlineData("foreach (var layer in layers.ToArray()[..2]) x = layer.call(x); foreach (var layer in layers.ToArray().AsSpan(2)) x = layer.call(x);")]
    [InlineData("ReadOnlySpan<Linear> all = layers.ToArray(); foreach (var layer in all.Slice(0, 1)) x = layer.call(x); foreach (var layer in all[1..]) x = layer.call(x);")]
    [InlineData("var linked = new LinkedList<Linear>(layers); for (var node = linked.First; node != null; node = node.Next) x = node.Value.call(x);")]
    public void AListIsWalkedInAnyWay(string walk) => Assert.Equal(Chain, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly List<Linear> layers = new();
            public Net() : base("n") { for (var i = 0; i < 3; i++) { layers.Add(Linear(8, 8)); register_module("l" + i, layers[i]); } }
            public override Tensor forward(Tensor x) { {{walk}} return x; }
        }
        """));

    [Fact]
    public void AModuleListGivesAnEnumerator() => Assert.Equal(
        Chain,
        GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear l0 = Linear(8, 8), l1 = Linear(8, 8), l2 = Linear(8, 8);
                private readonly ModuleList<Linear> all;
                public Net() : base("n") { all = ModuleList(l0, l1, l2); RegisterComponents(); }
                public override Tensor forward(Tensor x) { using var walk = all.GetEnumerator(); while (walk.MoveNext()) x = walk.Current.call(x); return x; }
            }
            """).Replace("all.0", "l0").Replace("all.1", "l1").Replace("all.2", "l2"));

    [Theory]
    [InlineData("new Linear[3, 1]", "for (var i = 0; i < grid.GetLength(0); i++) for (var j = 0; j < grid.GetLength(1); j++) grid[i, j] = Linear(8, 8);", "for (var i = 0; i <= grid.GetUpperBound(0); i++) x = grid[i, 0].call(x);")]
    [InlineData("new[,] { { Linear(8, 8), Linear(8, 8), Linear(8, 8) } }", "", "foreach (var layer in grid) x = layer.call(x);")]
    [InlineData("new Linear[1, 3]", "for (var i = 0; i < grid.Length; i++) grid[0, i] = Linear(8, 8);", "for (var i = 0; i < 3; i++) x = grid[0, i].call(x);")]
    public void AnArrayOfTwoDimensionsIsFilledAndRead(string grid, string fill, string walk) => Assert.Equal(Chain, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear[,] grid = {{grid}};
            public Net() : base("n") { {{fill}} var place = 0; foreach (var layer in grid) register_module("l" + place++, layer); }
            public override Tensor forward(Tensor x) { {{walk}} return x; }
        }
        """));

    [Fact]
    public void AnIndexerOfTheModelsOwnIsFollowed() => Assert.Equal(Chain, GraphText.OfClass("""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Dictionary<string, Linear> layers = new();
            public Net() : base("n") { for (var i = 0; i < 3; i++) { this[i] = Linear(8, 8); register_module("l" + i, this[i]); } }
            private Linear this[int i] { get => layers[$"l{i}"]; set => layers[$"l{i}"] = value; }
            public override Tensor forward(Tensor x) { for (var i = 0; i < 3; i++) x = this[i].call(x); return x; }
        }
        """));

    [Theory]
    [InlineData("layers = new[] { 'a', 'b', 'c' }.ToDictionary(name => name, _ => Linear(8, 8));")]
    [InlineData("layers = new Dictionary<char, Linear>(new[] { 'a', 'b', 'c' }.Select(name => new KeyValuePair<char, Linear>(name, Linear(8, 8))));")]
    [InlineData("layers = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(new[] { 'a', 'b', 'c' }, name => name, _ => Linear(8, 8));")]
    public void ADictionaryOfASequenceHoldsItsElements(string build) => Assert.Equal(Chain, GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly IReadOnlyDictionary<char, Linear> layers;
            public Net() : base("n") { {{build}} register_module("l0", layers['a']); register_module("l1", layers['b']); register_module("l2", layers['c']); }
            public override Tensor forward(Tensor x) { foreach (var (_, layer) in layers) x = layer.call(x); return x; }
        }
        """));

    [Theory]
    [InlineData("layers.Add(i, Linear(8, 8));", "foreach (var layer in layers.Values) x = layer.call(x);")]
    [InlineData("layers[i] = Linear(8, 8);", "foreach (var (_, layer) in layers) x = layer.call(x);")]
    [InlineData("layers[i] = Linear(8, 8);", "for (var i = 0; i < layers.Count; i++) x = layers[i].call(x);")]
    public void ADictionaryThatALoopOfUnknownLengthFillsHoldsWhatEachTurnPutsIn(string put, string walk) => Assert.Equal(
        """
        0 x: input
        1 depth: repeat depth <- 0
          0 input: input
          1 layers.i: linear 8 -> 8 <- 0
        """,
        GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Dictionary<int, Linear> layers = new();
                public Net(int depth) : base("n") { for (var i = 0; i < depth; i++) { {{put}} } RegisterComponents(); }
                public override Tensor forward(Tensor x) { {{walk}} return x; }
            }
            """));

    [Theory]
    [InlineData("foreach (var layer in layers.Values) x = layer.call(x);")]
    [InlineData("x = layers[Guid.NewGuid().ToString()].call(x);")]
    [InlineData("x = layers[\"first\"].call(x);")]
    public void WhatIsPutInUnderAKeyThatOnlyARunKnowsIsNotForgotten(string use) => Assert.NotEqual("0 x: input", GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Dictionary<string, Linear> layers = new();
            public Net() : base("n") { layers[Guid.NewGuid().ToString()] = Linear(8, 8); layers.Add(Guid.NewGuid().ToString(), Linear(8, 4)); }
            public override Tensor forward(Tensor x) { {{use}} return x; }
        }
        """));
}
