using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class PostNormWithoutWarmUpTests
{
    private const string PostNorm = "x = norm1.call(x + attention.call(x, x, x).Item1); return norm2.call(x + down.call(functional.gelu(up.call(x))));";
    private const string PreNorm = "var h = norm1.call(x); x = x + attention.call(h, h, h).Item1; return x + down.call(functional.gelu(up.call(norm2.call(x))));";

    [Theory]
    [InlineData(4)]
    [InlineData(12)]
    public async Task PostNormStackWithoutWarmUpIsFound(int layers)
    {
        var finding = await Verify<PostNormWithoutWarmUpRule>.Finding(Program(PostNorm, layers, "", "[|optimizer.step()|];"));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains($"stacks {layers} Transformer layers", finding.GetMessage());
    }

    [Theory]
    [InlineData(PreNorm, 12, "", "")]
    [InlineData(PostNorm, 2, "", "")]
    [InlineData(PostNorm, 6, "var warm = optim.lr_scheduler.LinearLR(optimizer);", "warm.step();")]
    [InlineData(PostNorm, 6, "var schedule = optim.lr_scheduler.LambdaLR(optimizer, step => Math.Min(1, step / 4000.0));", "schedule.step();")]
    [InlineData(PostNorm, 6, "", "foreach (var group in optimizer.ParamGroups) group.LearningRate = 1e-4;")]
    [InlineData(PostNorm, 6, "const int warmup_steps = 4000;", "Console.WriteLine(warmup_steps);")]
    [InlineData("return norm2.call(x + down.call(functional.gelu(up.call(x))));", 12, "", "")]
    public async Task PreNormShallowStacksAndWarmUpAreSilent(string forward, int layers, string before, string after) =>
        await Verify<PostNormWithoutWarmUpRule>.Findings(Program(forward, layers, before, "optimizer.step(); " + after));

    [Fact]
    public async Task FallingScheduleIsNoWarmUp() =>
        await Verify<PostNormWithoutWarmUpRule>.Findings(Program(PostNorm, 6, "var schedule = optim.lr_scheduler.StepLR(optimizer, 30);", "[|optimizer.step()|]; schedule.step();"));

    [Fact]
    public async Task ModelThatIsOnlyUsedIsSilent() => await Verify<PostNormWithoutWarmUpRule>.Findings(Program(PostNorm, 6, "", ""));

    [Fact]
    public async Task OptionSetsTheLayers() => await Verify<PostNormWithoutWarmUpRule>.Findings(
        Program(PostNorm, 6, "", "optimizer.step();"), new Dictionary<string, string> { ["gradguard.GG0205.min_layers"] = "8" });

    private static string Program(string forward, int layers, string before, string step) => $$"""
        class Layer : Module<Tensor, Tensor>
        {
            private readonly MultiheadAttention attention = MultiheadAttention(64, 4);
            private readonly Linear up = Linear(64, 256), down = Linear(256, 64);
            private readonly LayerNorm norm1 = LayerNorm(64), norm2 = LayerNorm(64);
            public Layer() : base("layer") => RegisterComponents();
            public override Tensor forward(Tensor x) { {{forward}} }
        }
        class Transformer : Module<Tensor, Tensor>
        {
            private readonly Sequential layers = Sequential(Enumerable.Range(0, {{layers}}).Select(_ => new Layer()));
            private readonly Linear head = Linear(64, 10);
            public Transformer() : base("transformer") => RegisterComponents();
            public override Tensor forward(Tensor x) => head.call(layers.call(x));
        }
        static class Training
        {
            public static void Run(Tensor x, Tensor y)
            {
                var model = new Transformer();
                var optimizer = optim.Adam(model.parameters(), 1e-3);
                {{before}}
                for (var i = 0; i < 100; i++)
                {
                    optimizer.zero_grad();
                    functional.cross_entropy(model.call(x), y).backward();
                    {{step}}
                }
            }
        }
        """;
}
