using GradGuard.Analyzers.Tests.Verification;

namespace GradGuard.Analyzers.Tests.Rules;

/// <summary>Code that the compiler cannot bind, half typed or with a reference missing, is no reason for a warning.</summary>
public sealed class UnboundCallTests
{
    [Theory]
    [InlineData("optimizer.zero_grad(); (loss * Missing.Weight).backward(); torch.nn.utils.clip_grad_norm_(model.parameters(), 1); optimizer.step();")]
    [InlineData("loss.backward(); optimizer.step(); Missing.Reset(optimizer);")]
    [InlineData("missing.Prepare(); loss.backward(); optimizer.step();")]
    [InlineData("model.eval(); missing.Prepare(); optimizer.zero_grad(); loss.backward(); optimizer.step();")]
    [InlineData("missing.Backward(loss); optimizer.step(); optimizer.zero_grad();")]
    public async Task CallThatCannotBeBoundMayDoAnything(string body) => Assert.Empty(await Warnings(body));

    [Theory]
    [InlineData("var extra = Missing.Loss(x); loss.backward(); Console.WriteLine(extra.item<float>()); optimizer.step();", "")]
    [InlineData("Console.WriteLine((loss * Missing.Weight).item<float>()); loss.backward(); optimizer.step();", "GG0405")]
    [InlineData("torchvision.io.write_image(x, name); loss.backward(); optimizer.step();", "GG0405")]
    [InlineData("torchvision.io.write_image(x, name, new torchvision.io.SkiaImager(100)); loss.backward(); optimizer.step();", "GG0405")]
    [InlineData("Missing.Plot plot = new Missing.Plot(); loss.backward(); optimizer.step();", "GG0405")]
    [InlineData("functional.loss_of_a_later_version(x, y); loss.backward(); optimizer.step();", "GG0405")]
    public async Task NamesOfTensorsAndOfTheLibraryAreNoReasonForSilence(string body, string expected) => Assert.Equal(expected, string.Join(", ", await Warnings(body)));

    private static async Task<IEnumerable<string>> Warnings(string body) =>
        (await TestCompilation.Analyze(TestCompilation.Of(TrainingLoops.Loop($$"""
            foreach (var (x, y) in batches)
            {
                var loss = functional.mse_loss(model.call(x), y);
                {{body}}
            }
            """)), GradGuardAnalyzers.All)).Where(found => found.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).Select(found => found.Id);
}
