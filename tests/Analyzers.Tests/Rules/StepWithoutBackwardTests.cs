using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class StepWithoutBackwardTests
{
    private const string Loss = "var loss = functional.mse_loss(model.call(x), y);";

    [Theory]
    [InlineData($"optimizer.zero_grad(); {Loss} [|optimizer.step()|];", "zero_grad has just cleared")]
    [InlineData($"{Loss} [|optimizer.step()|];", "no backward ever runs")]
    [InlineData($"{Loss} loss.backward(); optimizer.zero_grad(); [|optimizer.step()|];", "zero_grad has just cleared")]
    [InlineData($"optimizer.zero_grad(); [|optimizer.step()|]; {Loss} loss.backward();", "zero_grad has just cleared")]
    [InlineData($"optimizer.zero_grad(); {Loss} loss.backward(); optimizer.step(); [|optimizer.step()|];", "no backward since its last step")]
    [InlineData($"model.zero_grad(); {Loss} Update(); void Update() => [|optimizer.step()|];", "zero_grad has just cleared")]
    [InlineData($"optimizer.zero_grad(); using (torch.no_grad()) {{ {Loss} }} [|optimizer.step()|];", "zero_grad has just cleared")]
    public async Task StepWithNoGradientsIsFound(string body, string reason)
    {
        var finding = await Verify<StepWithoutBackwardRule>.Finding(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}"));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(reason, finding.GetMessage());
    }

    [Theory]
    [InlineData($"optimizer.zero_grad(); {Loss} loss.backward(); optimizer.step();")]
    [InlineData($"{Loss} loss.backward(); optimizer.step(); optimizer.zero_grad();")]
    [InlineData($"{Loss} if (epochs > 2) loss.backward(); optimizer.step();")]
    [InlineData($"{Loss} torch.autograd.backward([loss]); optimizer.step();")]
    [InlineData($"{Loss} Learn(loss); optimizer.step(); void Learn(Tensor l) => l.backward();")]
    [InlineData($"{Loss} foreach (var p in model.parameters()) p.grad = torch.ones_like(p); optimizer.step();")]
    [InlineData("optimizer.step(() => { optimizer.zero_grad(); var loss = model.call(x).mean(); loss.backward(); return loss; });")]
    [InlineData("optimizer.zero_grad(); optimizer.step(); torch.optim.lr_scheduler.StepLR(optimizer, 3).step();")]
    [InlineData($"{Loss} Backpropagate?.Invoke(x, y); optimizer.step();", "public event Action<Tensor, Tensor>? Backpropagate;")]
    [InlineData($"{Loss} engine.Run(loss); optimizer.step();", "interface IEngine { void Run(Tensor loss); } IEngine engine = null!;")]
    [InlineData($"foreach (var o in all) o.zero_grad(); {Loss} loss.backward(); foreach (var o in all) o.step();", "torch.optim.Optimizer[] all = [];")]
    [InlineData($"foreach (var o in all) o.zero_grad(); {Loss} loss.backward(); foreach (var o in all) {{ var p = o; p.step(); }}", "List<torch.optim.Optimizer> all = new();")]
    [InlineData($"foreach (var (o, s) in all) o.zero_grad(); {Loss} loss.backward(); foreach (var (o, s) in all) {{ o.step(); s.step(); }}", "List<(torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler)> all = new();")]
    public async Task StepThatMayHaveGradientsIsSilent(string body, string members = "") =>
        await Verify<StepWithoutBackwardRule>.Findings(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}", members));

    [Theory]
    [InlineData("", "[|Optimizer.step()|]")]
    [InlineData("loss.backward();", "Optimizer.step()")]
    public async Task LossThatAnOverrideComputesIsALoss(string backward, string step) => await Verify<StepWithoutBackwardRule>.Findings($$"""
        abstract class Trainer
        {
            protected abstract torch.optim.Optimizer Optimizer { get; }
            protected abstract Tensor ComputeLoss(Tensor x);
            public void Fit(List<Tensor> batches)
            {
                foreach (var x in batches) { Optimizer.zero_grad(); var loss = ComputeLoss(x); {{backward}} {{step}}; }
            }
        }
        class Regression : Trainer
        {
            private readonly Sequential model = Sequential(Linear(4, 1));
            protected override torch.optim.Optimizer Optimizer { get; }
            public Regression() => Optimizer = torch.optim.Adam(model.parameters());
            protected override Tensor ComputeLoss(Tensor x) => model.call(x).square().mean();
        }
        """);

    [Theory]
    [InlineData("return (Score(net, x) - y).square().mean().item<float>();", "[|optimizer.step()|]")]
    [InlineData("var loss = (Score(net, x) - y).square().mean(); loss.backward(); return loss.item<float>();", "optimizer.step()")]
    public async Task ModelThatAHelperCallsMakesItTraining(string measure, string step) => await Verify<StepWithoutBackwardRule>.Findings($$"""
        static class Ranking
        {
            private static Tensor Score(Module<Tensor, Tensor> net, Tensor x) => net.call(x);
            private static float Measure(Module<Tensor, Tensor> net, Tensor x, Tensor y) { {{measure}} }
            public static void Run(List<(Tensor X, Tensor Y)> batches)
            {
                var net = Linear(4, 1);
                var optimizer = torch.optim.Adam(net.parameters());
                foreach (var (x, y) in batches) { optimizer.zero_grad(); Console.WriteLine(Measure(net, x, y)); {{step}}; }
            }
        }
        """);

    [Fact]
    public async Task StepOfAnOptimizerFromOutsideIsSilent() => await Verify<StepWithoutBackwardRule>.Findings("""
        class Updater(torch.optim.Optimizer optimizer)
        {
            public void Update() => optimizer.step();
            public void Update(torch.optim.Optimizer other) { other.step(); }
        }
        """);

    [Theory]
    [InlineData("using (torch.no_grad()) { var loss = functional.mse_loss(model.call(x), y); [|loss.backward()|]; }", "no_grad")]
    [InlineData("using (torch.no_grad()) { [|functional.mse_loss(model.call(x), y).backward()|]; }", "no_grad")]
    [InlineData("using var _ = torch.no_grad(); var output = model.forward(x); var loss = functional.mse_loss(output, y); [|loss.backward()|];", "no_grad")]
    [InlineData("using (torch.inference_mode()) { var loss = model.call(x).mean(); [|loss.backward()|]; }", "inference_mode")]
    [InlineData("using (torch.set_grad_enabled(false)) { var loss = model.call(x).mean(); [|loss.backward()|]; }", "set_grad_enabled")]
    [InlineData("using var quiet = torch.no_grad(); var loss = Loss(x, y); [|loss.backward()|]; Tensor Loss(Tensor one, Tensor two) => functional.mse_loss(model.call(one), two);", "no_grad")]
    [InlineData("using (torch.no_grad()) { var loss = Loss(x, y) + 0.1; [|loss.backward()|]; } Tensor Loss(Tensor one, Tensor two) { var output = model.call(one); return functional.mse_loss(output, two); }", "no_grad")]
    public async Task BackwardWithoutAGraphIsFound(string body, string mode)
    {
        var finding = await Verify<StepWithoutBackwardRule>.Finding(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}"));
        Assert.Contains($"computed under {mode}", finding.GetMessage());
    }

    [Theory]
    [InlineData("var loss = model.call(x).mean(); using (torch.no_grad()) { loss.backward(); }")]
    [InlineData("using (torch.no_grad()) { using (torch.enable_grad()) { var loss = model.call(x).mean(); loss.backward(); } }")]
    [InlineData("using (torch.inference_mode(false)) { var loss = model.call(x).mean(); loss.backward(); }")]
    [InlineData("using (torch.set_grad_enabled(epochs > 1)) { var loss = model.call(x).mean(); loss.backward(); }")]
    [InlineData("using (torch.no_grad()) { model.call(x); } model.call(x).mean().backward();")]
    [InlineData("using (torch.no_grad()) { Learn(() => { var loss = model.call(x).mean(); loss.backward(); }); } void Learn(Action a) { using var g = torch.enable_grad(); a(); }")]
    [InlineData("using (torch.no_grad()) { var input = torch.ones(3, requires_grad: true); using var g = torch.enable_grad(); (input * 2).sum().backward(); }")]
    [InlineData("using (torch.no_grad()) { var loss = Loss(x); loss.backward(); } Tensor Loss(Tensor one) { using var on = torch.enable_grad(); return model.call(one).mean(); }")]
    [InlineData("using (torch.no_grad()) { var loss = Loss(x); loss.backward(); } Tensor Loss(Tensor one) { torch.set_grad_enabled(true); var output = model.call(one); return output.mean(); }")]
    [InlineData("using (torch.no_grad()) { var loss = Loss(x, 3); loss.backward(); } Tensor Loss(Tensor one, int left) => left == 0 ? torch.ones(1, requires_grad: true) : Loss(one, left - 1);")]
    [InlineData("using (torch.no_grad()) { var loss = Loss(x); loss.backward(); } Tensor Loss(Tensor one) { if (epochs > 3) return model.call(one).mean(); return torch.ones(1); }")]
    public async Task BackwardWithAGraphIsSilent(string body) => await Verify<StepWithoutBackwardRule>.Findings(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}"));

    [Theory]
    [InlineData("foreach (var (x, y) in batches) { [|scheduler.step()|]; optimizer.zero_grad(); " + Loss + " loss.backward(); optimizer.step(); }")]
    [InlineData("for (var e = 0; e < epochs; e++) { [|scheduler.step()|]; foreach (var (x, y) in batches) { optimizer.zero_grad(); " + Loss + " loss.backward(); optimizer.step(); } }")]
    [InlineData("foreach (var (x, y) in batches) { optimizer.zero_grad(); " + Loss + " loss.backward(); [|scheduler.step()|]; optimizer.step(); }")]
    public async Task ScheduleBeforeTheOptimizerIsFound(string body)
    {
        var finding = await Verify<StepWithoutBackwardRule>.Finding(TrainingLoops.Loop("var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10); " + body));
        Assert.Contains("'scheduler' steps before the optimizer", finding.GetMessage());
    }

    [Theory]
    [InlineData("foreach (var (x, y) in batches) { optimizer.zero_grad(); " + Loss + " loss.backward(); optimizer.step(); scheduler.step(); }")]
    [InlineData("for (var e = 0; e < epochs; e++) { foreach (var (x, y) in batches) { optimizer.zero_grad(); " + Loss + " loss.backward(); optimizer.step(); } scheduler.step(); }")]
    [InlineData("for (var e = 0; e < epochs; e++) { if (e > 0) scheduler.step(); foreach (var (x, y) in batches) { optimizer.zero_grad(); " + Loss + " loss.backward(); optimizer.step(); } }")]
    [InlineData("for (var e = 0; e < 3; e++) scheduler.step(); foreach (var (x, y) in batches) { optimizer.zero_grad(); " + Loss + " loss.backward(); optimizer.step(); }")]
    [InlineData("scheduler.step(); foreach (var (x, y) in batches) { optimizer.zero_grad(); " + Loss + " loss.backward(); optimizer.step(); }")]
    [InlineData("for (var e = 0; e < epochs; e++) { Epoch(); scheduler.step(); } void Epoch() { foreach (var (x, y) in batches) { optimizer.zero_grad(); " + Loss + " loss.backward(); optimizer.step(); } }")]
    public async Task ScheduleAfterTheOptimizerIsSilent(string body) =>
        await Verify<StepWithoutBackwardRule>.Findings(TrainingLoops.Loop("var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10); " + body));
}
