namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Constructors that run zeros through their first layers to see how large the results are.</summary>
public sealed class DryRunTests
{
    private const string Features = "features = Sequential(Conv2d(3, 16, 8, stride: 4), ReLU(), MaxPool2d(2), Conv2d(16, 32, 3, padding: 1), BatchNorm2d(32), GELU(), Dropout(0.1))";

    // 64 → 15 by the first convolution, 7 by the pool; 32 channels of 7 × 7.
    [Theory]
    [InlineData("Size(3, 64, 64)", "private long Size(params long[] shape) { using var _ = no_grad(); return features.call(zeros([1, .. shape])).numel(); }")]
    [InlineData("features.call(torch.zeros(1, 3, 64, 64)).flatten(1).shape[1]", "")]
    [InlineData("features.forward(torch.randn(new long[] { 1, 3, 64, 64 })).view(1, -1).size(1)", "")]
    [InlineData("features.call(torch.ones(1, 3, 64, 64)).NumberOfElements", "")]
    [InlineData("Shape().Item1 * Shape().Item2", "private (long, long) Shape() { var y = features.call(torch.empty(2, 3, 64, 64)); return (y.size(1), y.shape[2] * y.shape[3]); }")]
    [InlineData("Body(torch.zeros(1, 3, 64, 64)).shape[1]", "private Tensor Body(Tensor x) => functional.relu(features.call(x)).reshape(x.size(0), -1);")]
    public void TheFanInIsANumber(string size, string method) => Assert.Contains(": linear 1568 -> 10 <-", GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential features;
            private readonly Linear fc;
            public Net() : base("n") { {{Features}}; fc = Linear({{size}}, 10); RegisterComponents(); }
            {{method}}
            public override Tensor forward(Tensor x) => fc.call(features.call(x).flatten(1));
        }
        """));

    [Theory]
    [InlineData("Conv1d(4, 8, 5, dilation: 2)", "8 * (50 - 8)", "torch.zeros(1, 4, 50)")]
    [InlineData("ConvTranspose2d(4, 8, 4, stride: 2, padding: 1)", "8 * 20 * 20", "torch.zeros(1, 4, 10, 10)")]
    [InlineData("AvgPool2d(3, stride: 2, ceil_mode: true)", "4 * 5 * 5", "torch.zeros(1, 4, 10, 10)")]
    [InlineData("AdaptiveAvgPool2d(new long[] { 3, 2 })", "4 * 3 * 2", "torch.zeros(1, 4, 10, 10)")]
    [InlineData("Upsample(scale_factor: new double[] { 2, 2 })", "4 * 20 * 20", "torch.zeros(1, 4, 10, 10)")]
    [InlineData("ReflectionPad2d(2)", "4 * 14 * 14", "torch.zeros(1, 4, 10, 10)")]
    [InlineData("Conv2d(4, 8, (3, 5), padding: (1, 0))", "8 * 10 * 6", "torch.zeros(1, 4, 10, 10)")]
    [InlineData("Conv2d(4, 8, 3, padding: Padding.Same)", "8 * 10 * 10", "torch.zeros(1, 4, 10, 10)")]
    public void EveryLayerHasItsFormula(string layer, string expected, string input) => Assert.Equal(SizeOf($"return Linear({expected}, 2);"), SizeOf($"return Linear({layer}.call({input}).numel(), 2);"));

    [Fact]
    public void AModuleOfTheUsersOwnIsFollowed() => Assert.Contains("fc: linear 288 -> 10 <-", GraphText.OfClass("""
        class Block : Module<Tensor, Tensor>
        {
            private readonly Conv2d a = Conv2d(3, 8, 3, stride: 2, padding: 1), b = Conv2d(8, 8, 3, padding: 1);
            public Block() : base("b") { RegisterComponents(); }
            public override Tensor forward(Tensor x) { var y = a.call(x); return functional.max_pool2d(y + b.call(functional.relu(y)), 2); }
        }
        class Net : Module<Tensor, Tensor>
        {
            private readonly Block block = new();
            private readonly Linear fc;
            public Net() : base("n") { fc = Linear(block.call(torch.zeros(1, 3, 24, 24)).numel(), 10); RegisterComponents(); }
            public override Tensor forward(Tensor x) => fc.call(block.call(x).flatten(1));
        }
        """));

    [Theory]
    [InlineData("fc = Linear(features.call(torch.zeros(1, 3, sides[0], sides[0])).numel(), 10);")]
    [InlineData("for (var i = 0; i < sides.Length; i++) features.append(Conv2d(16, 16, 3)); fc = Linear(features.call(torch.zeros(1, 3, 64, 64)).numel(), 10);")]
    [InlineData("fc = Linear(Deep(torch.zeros(1, 3, 64, 64), sides).numel(), 10);")]
    public void WhatOnlyARunKnowsStaysOpen(string constructor) => Assert.DoesNotMatch(@"fc: linear \d", GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Sequential features = Sequential(Conv2d(3, 16, 3));
            private readonly Linear fc;
            public Net(int[] sides) : base("n") { {{constructor}} RegisterComponents(); }
            private Tensor Deep(Tensor x, int[] sides) { x = features.call(x); foreach (var side in sides) x = functional.max_pool2d(x, 2); return x; }
            public override Tensor forward(Tensor x) => fc.call(features.call(x).flatten(1));
        }
        """));

    private static string SizeOf(string make) => GraphText.OfClass($$"""
        class Net : Module<Tensor, Tensor>
        {
            private readonly Linear fc;
            public Net() : base("n") { fc = Make(); RegisterComponents(); }
            private static Linear Make() { {{make}} }
            public override Tensor forward(Tensor x) => fc.call(x);
        }
        """);
}
