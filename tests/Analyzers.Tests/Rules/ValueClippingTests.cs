using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class ValueClippingTests
{
    [Theory]
    [InlineData("[|torch.nn.utils.clip_grad_value_(model.parameters(), 0.5)|];")]
    [InlineData("[|nn.utils.clip_grad_value_(model.parameters(), clip_value: 1)|];")]
    [InlineData("if (epochs > 1) [|nn.utils.clip_grad_value_(model.parameters(), 5.0)|];")]
    [InlineData("Bound(); void Bound() => [|nn.utils.clip_grad_value_(model.parameters(), 5.0)|];")]
    [InlineData("foreach (var p in model.parameters()) [|p.grad!.clamp_(-1, 1)|];")]
    [InlineData("foreach (var p in model.parameters()) p.grad?[|.clamp_(-1, 1)|];")]
    [InlineData("foreach (var p in model.parameters()) p.grad = [|p.grad!.clamp(-1, 1)|];")]
    public async Task ClippingOfElementsIsFound(string body)
    {
        var finding = await Verify<ValueClippingRule>.Finding(TrainingLoops.Loop(body));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Contains("39 degrees", finding.GetMessage());
    }

    [Theory]
    [InlineData("torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);")]
    [InlineData("foreach (var p in model.parameters()) p.clamp_(-0.01, 0.01);")]
    [InlineData("foreach (var p in model.parameters()) Console.WriteLine(p.grad!.clamp(-1, 1).norm());")]
    [InlineData("foreach (var p in model.parameters()) p.grad!.mul_(0.5);")]
    [InlineData("clip_grad_value_(model, 1.0); void clip_grad_value_(Net net, double value) { }")]
    [InlineData("batches[0].X.clamp_(0, 1);")]
    public async Task OtherBoundsAreSilent(string body) => await Verify<ValueClippingRule>.Findings(TrainingLoops.Loop(body));

    [Theory]
    [InlineData("nn.utils.clip_grad_value_(model.parameters(), 0.5); // bound", "nn.utils.clip_grad_norm_(model.parameters(), 1.0); // bound")]
    [InlineData("nn.utils.clip_grad_value_(model.parameters(), clip_value: 5);", "nn.utils.clip_grad_norm_(model.parameters(), max_norm: 1.0);")]
    [InlineData("nn.utils.clip_grad_value_(model.parameters(), 5); nn.utils.clip_grad_value_(model.parameters(), 6);", "nn.utils.clip_grad_norm_(model.parameters(), 1.0); nn.utils.clip_grad_norm_(model.parameters(), 1.0);")]
    public async Task FixClipsTheNorm(string body, string expected) =>
        await VerifyFix<ValueClippingRule, ClipByNormFix>.Turns(TrainingLoops.Loop(body), TrainingLoops.Loop(expected));

    [Fact]
    public async Task ClampingByHandIsLeftToTheUser() =>
        await VerifyFix<ValueClippingRule, ClipByNormFix>.IsNotOffered(TrainingLoops.Loop("foreach (var p in model.parameters()) p.grad!.clamp_(-1, 1);"));
}
