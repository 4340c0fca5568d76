using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class ClipThresholdTests
{
    [Theory]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|0.01|]);", "of 0.01 shrinks nearly every step")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|0|]);", "of 0 shrinks")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), max_norm: [|1e-3|]);", "of 0.001 shrinks")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|1000.0|]);", "of 1000 is so large")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|double.PositiveInfinity|]);", "so large that it never acts")]
    [InlineData("const double Max = 500; nn.utils.clip_grad_norm_(model.parameters(), [|Max|]);", "of 500 is")]
    [InlineData("var max = 0.02; nn.utils.clip_grad_norm_(model.parameters(), [|max|]);", "of 0.02 shrinks")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|bound|]);", "of 0.001 shrinks", "private readonly double bound = 0.001;")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|options.MaxNorm|]);", "of 1e-6 shrinks", "record Options { public double MaxNorm { get; init; } = 1e-6; } private readonly Options options = new();")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|options.MaxNorm|]);", "of 1000000 is so large", "record Options(double Rate, double MaxNorm); private readonly Options options = new(0.1, 1e6);")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|options.MaxNorm|]);", "of 1000000 is so large", "record Options(double Rate, double MaxNorm = 1e6); private readonly Options options = new(0.1), other = new(0.2);")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), [|options.MaxNorm|]);", "of 1e-5 shrinks", "public record Options(double Rate, double MaxNorm = 1e-5); public Options options = null!;")]
    [InlineData("var options = new Options { MaxNorm = 0.001 }; nn.utils.clip_grad_norm_(model.parameters(), [|options.MaxNorm|]);", "of 0.001 shrinks", "class Options { public double MaxNorm { get; set; } = 1; }")]
    [InlineData("var norm = nn.utils.clip_grad_norm_(model.parameters(), [|0.01|]);", "of 0.01 shrinks")]
    [InlineData("_ = nn.utils.clip_grad_norm_(model.parameters(), [|1e4|]);", "of 10000 is so large")]
    public async Task ThresholdOutsideTheRangeIsFound(string body, string message, string members = "")
    {
        var finding = await Verify<ClipThresholdRule>.Finding(TrainingLoops.Loop(body, members));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains(message, finding.GetMessage());
    }

    [Theory]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), 1.0);")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), 0.05);")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), options.MaxNorm);", "record Options { public double MaxNorm { get; init; } = 1e-6; } private readonly Options options = new() { MaxNorm = 1 };")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), options.MaxNorm);", "record Options { public double MaxNorm => 1e-6 * Scale; public double Scale { get; set; } = 1e6; } private readonly Options options = new();")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), options.MaxNorm);", "public record Options(double Rate, double MaxNorm); public Options options = null!;")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), options.MaxNorm);", "record Options(double MaxNorm); private readonly Options options = new(1e6), other = new(1);")]
    [InlineData("var tighter = options with { MaxNorm = 1 }; nn.utils.clip_grad_norm_(model.parameters(), tighter.MaxNorm);", "record Options(double MaxNorm); private readonly Options options = new(1e6);")]
    [InlineData("options.MaxNorm = epochs; nn.utils.clip_grad_norm_(model.parameters(), options.MaxNorm);", "class Options { public double MaxNorm { get; set; } = 1e6; } private readonly Options options = new();")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), 100);")]
    [InlineData("var norm = nn.utils.clip_grad_norm_(model.parameters(), 1e9);")]
    [InlineData("Console.WriteLine(nn.utils.clip_grad_norm_(model.parameters(), double.PositiveInfinity));")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), epochs * 0.001);")]
    [InlineData("var max = 0.01; if (epochs > 3) max = 1; nn.utils.clip_grad_norm_(model.parameters(), max);")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), 0.01, double.PositiveInfinity);")]
    [InlineData("nn.utils.clip_grad_value_(model.parameters(), 0.01);")]
    [InlineData("nn.utils.clip_grad_norm_(model.parameters(), bound);", "private double bound = 0.001; public void Set(double b) => bound = b;")]
    public async Task UsualOrUnknownThresholdIsSilent(string body, string members = "") => await Verify<ClipThresholdRule>.Findings(TrainingLoops.Loop(body, members));

    [Fact]
    public async Task LimitsAreOptions()
    {
        var settings = new Dictionary<string, string> { ["gradguard.GG0404.min_threshold"] = "0.5", ["gradguard.GG0404.max_threshold"] = "2" };
        await Verify<ClipThresholdRule>.Findings(
            TrainingLoops.Loop("nn.utils.clip_grad_norm_(model.parameters(), [|0.1|]); nn.utils.clip_grad_norm_(model.parameters(), 1); nn.utils.clip_grad_norm_(model.parameters(), [|5|]);"), settings);
    }

    [Fact]
    public async Task MonitorsThresholdCounts() => await Verify<ClipThresholdRule>.Finding("""
        namespace GradGuard { public sealed class GradientGuard { public double ClipGradNorm(double maxNorm) => maxNorm; } }
        static class Training { static void Run(GradGuard.GradientGuard guard) => guard.ClipGradNorm([|0.001|]); }
        """);
}
