using GradGuard.Analyzers.Tests.Verification;
using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Calls, arguments and results in the spellings of real projects.</summary>
public sealed class CallTests
{
    [Fact]
    public void TensorsOfAnArgumentAreInputs()
    {
        Assert.Equal("0 input.Hidden: input\n1 fc: linear 8 -> 4 <- 0", GraphText.OfClass("""
            record Input(Tensor Hidden, Tensor Mask);
            class Net : Module<Input, Tensor>
            {
                private readonly Linear fc = Linear(8, 4);
                public Net() : base("n") { }
                public override Tensor forward(Input input) => fc.call(input.Hidden);
            }
            """));
    }

    [Fact]
    public void CallOfTheBaseIsNotTheOverride()
    {
        Assert.Equal("0 x: input\n1 fc: linear 8 -> 4 <- 0\n2 relu: ReLU <- 1", GraphText.OfClass("""
            class Plain : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 4);
                public Plain() : base("n") { }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            class Net : Plain
            {
                public override Tensor forward(Tensor x) => base.forward(x).relu();
            }
            """));
    }

    [Fact]
    public void OutputsOfAMethodAreSeen()
    {
        Assert.Equal("0 x: input\n1 fc: linear 8 -> 4 <- 0\n2 relu: ReLU <- 1", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc = Linear(8, 4);
                public Net() : base("n") { }
                private bool TryRun(Tensor x, out Tensor y) { y = fc.call(x); return true; }
                public override Tensor forward(Tensor x) => TryRun(x, out var y) ? y.relu() : x;
            }
            """));
    }

    [Fact]
    public void GuardIsNoWayThroughTheCode()
    {
        Assert.Equal("0 x: input\n1 fc: linear size -> 4 <- 0", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Net(int size, string name) : base("n")
                {
                    if (size <= 0 || size > 1000) throw new ArgumentOutOfRangeException(nameof(size));
                    _ = name ?? throw new ArgumentNullException(nameof(name));
                    fc = Linear(size, 4);
                }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """));
    }

    [Fact]
    public void NullThatTheClassDoesNotBearIsGivenByItsCallers()
    {
        Assert.Equal("0 x: input\n1 fc: linear sizes[0] -> 4 <- 0", GraphText.OfClass("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Linear fc;
                public Net(int[] sizes = null!) : base("n") { fc = Linear(sizes[0], 4); }
                public override Tensor forward(Tensor x) => fc.call(x);
            }
            """));
    }

    [Fact]
    public void BlockMayReadWhatStandsAroundTheLoop()
    {
        Assert.Equal(
            """
            0 x: input
            1 y: input
            2 depth: repeat depth <- 0, 1
              0 input: input
              1 input: input
              2 layers.*: linear 8 -> 8 <- 0
              3 add: add <- 2, 1
            """,
            GraphText.OfClass("""
            class Net : Module<Tensor, Tensor, Tensor>
            {
                private readonly ModuleList<Linear> layers = new();
                public Net(int depth) : base("n") { for (int i = 0; i < depth; i++) layers.Add(Linear(8, 8)); }
                public override Tensor forward(Tensor x, Tensor y) { foreach (var layer in layers) x = layer.call(x) + y; return x; }
            }
            """));
    }

    [Fact]
    public void NamesOfAnotherVersionOfTheLibraryAreUnderstoodByTheirPlaces()
    {
        var compilation = TestCompilation.Of("""
            class Net : Module<Tensor, Tensor>
            {
                private readonly Module<Tensor, Tensor> conv;
                public Net() : base("n") { conv = Conv2d(inputChannel: 3, outputChannel: 16, kernelSize: 5, stride: 2); }
                public override Tensor forward(Tensor x) => conv.call(x);
            }
            """);

        var trace = ModelCatalog.ModelsOf(compilation, TestContext.Current.CancellationToken).Single();
        Assert.Equal("0 x: input\n1 conv: convolution 3 -> 16, kernel 25, stride 4 <- 0", GraphText.Write(Assert.Single(trace.Variants).Graph));
    }

    [Fact]
    public void ModuleThatLearnsNothingIsNoModelOfItsOwn() => Assert.Empty(ModelCatalog.ModelsOf(
        TestCompilation.OfValid("""
            class Penalty : Module<Tensor, Tensor, Tensor>
            {
                public Penalty() : base("n") { }
                public override Tensor forward(Tensor x, Tensor y) => (x - y).pow(2).mean();
            }
            """),
        TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("layers.Add(Linear(8, 8)); register_module($\"fc{i}\", layers[i]);", "fc0", "List<Linear> layers = new();")]
    [InlineData("layers.Add(Linear(8, 8));", "registered.0", "List<Linear> layers = new(); private ModuleList<Linear>? registered;")]
    public void NameThatIsRegisteredWins(string body, string expected, string fields)
    {
        Assert.StartsWith($"0 x: input\n1 {expected}: linear 8 -> 8 <- 0", GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly {{fields}}
                public Net() : base("n") { for (int i = 0; i < 2; i++) { {{body}} } {{(fields.Contains("registered", StringComparison.Ordinal) ? "registered = ModuleList(layers.ToArray());" : "")}} }
                public override Tensor forward(Tensor x) { foreach (var layer in layers) x = layer.call(x); return x; }
            }
            """));
    }

    [Theory]
    [InlineData("foreach (var (a, b) in sizes.Zip(sizes.Skip(1))) layers.Add(Linear(a, b));")]
    [InlineData("foreach (var layer in sizes.Zip(sizes.Skip(1), (a, b) => Linear(a, b))) layers.Add(layer);")]
    public void SizesInPairsMakeLayers(string body)
    {
        Assert.Equal("0 x: input\n1 layers.0: linear 8 -> 6 <- 0\n2 layers.1: linear 6 -> 4 <- 1", GraphText.OfClass($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly ModuleList<Linear> layers = [];
                public Net() : base("n") { int[] sizes = [8, 6, 4]; {{body}} }
                public override Tensor forward(Tensor x) { var last = layers.Count - 1; for (int i = 0; i < last; i++) x = layers[i].call(x); return layers[last].call(x); }
            }
            """));
    }
}
