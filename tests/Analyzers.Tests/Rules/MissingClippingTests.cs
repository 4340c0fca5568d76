using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class MissingClippingTests
{
    [Theory]
    [InlineData("loss.backward(); [|optimizer.step()|];")]
    [InlineData("optimizer.zero_grad(); loss.backward(); Console.WriteLine(loss.item<float>()); [|optimizer.step()|];")]
    [InlineData("for (var i = 0; i < 9; i++) { loss.backward(); [|optimizer.step()|]; }")]
    [InlineData("loss.backward(); if (loss.item<float>() > 1) torch.nn.utils.clip_grad_norm_(model.parameters(), 1); [|optimizer.step()|];")]
    [InlineData("torch.autograd.backward(new List<Tensor> { loss }); [|optimizer.step()|];")]
    [InlineData("Backward(loss); [|optimizer.step()|]; static void Backward(Tensor l) => l.backward();")]
    [InlineData("Action<Tensor> train = l => { l.backward(); [|optimizer.step()|]; }; train(loss);")]
    [InlineData("void Train(Tensor l) { l.backward(); [|optimizer.step()|]; } Train(loss);")]
    [InlineData("try { loss.backward(); } finally { [|optimizer.step()|]; }")]
    [InlineData("loss.backward(); Update(loss.item<float>() > 1); void Update(bool isLarge) { if (isLarge) nn.utils.clip_grad_norm_(model.parameters(), 1); [|optimizer.step()|]; }")]
    [InlineData("using (var scope = torch.NewDisposeScope()) { loss.backward(); [|optimizer.step()|]; }")]
    public async Task UnclippedStepIsFound(string body)
    {
        var finding = await Verify<MissingClippingRule>.Finding(Loop(body));
        Assert.Equal(DiagnosticSeverity.Info, finding.Severity);
        Assert.Equal("model", finding.Properties["Model"]);
    }

    [Theory]
    [InlineData("loss.backward(); torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0); optimizer.step();")]
    [InlineData("loss.backward(); nn.utils.clip_grad_value_(model.parameters(), 1.0); optimizer.step();")]
    [InlineData("loss.backward(); if (loss.item<float>() > 1) nn.utils.clip_grad_norm_(model.parameters(), 1); else nn.utils.clip_grad_value_(model.parameters(), 1); optimizer.step();")]
    [InlineData("loss.backward(); Update(); void Update() { nn.utils.clip_grad_norm_(model.parameters(), 1); optimizer.step(); }")]
    [InlineData("loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), 1); Update(); void Update() => optimizer.step();")]
    [InlineData("loss.backward(); Clip(); optimizer.step(); void Clip() => nn.utils.clip_grad_norm_(model.parameters(), 1.0);")]
    [InlineData("Step(loss, () => nn.utils.clip_grad_norm_(model.parameters(), 1.0)); void Step(Tensor l, Func<double> clip) { l.backward(); }")]
    [InlineData("loss.backward(); Helper.Bound(model); optimizer.step();")]
    [InlineData("loss.backward(); foreach (var p in model.parameters()) p.grad!.clamp_(-1, 1); optimizer.step();")]
    [InlineData("loss.backward(); foreach (var p in model.parameters()) p.grad = p.grad!.clamp(-1, 1); optimizer.step();")]
    [InlineData("loss.backward(); var norm = loss.item<float>(); if (norm > 1) { foreach (var p in model.parameters()) p.grad!.mul_(1 / norm); } optimizer.step();")]
    [InlineData("loss.backward(); var weights = model.parameters().ToList(); foreach (var w in weights) w.grad?.clamp_(-1, 1); optimizer.step();")]
    [InlineData("loss.backward(); Bound(model.parameters(), 1); optimizer.step(); static void Bound(IEnumerable<Parameter> all, double most) { foreach (var w in all) w.grad?.clamp_(-most, most); }")]
    [InlineData("loss.backward(); foreach (var p in model.parameters()) { var g = p.grad!; g.clamp_(-1, 1); } optimizer.step();")]
    [InlineData("loss.backward(); foreach (var p in model.parameters()) if (p.grad is { } g) g.clamp_(-1, 1); optimizer.step();")]
    [InlineData("optimizer.step();")]
    [InlineData("loss.backward();")]
    [InlineData("optimizer.step(); loss.backward();")]
    [InlineData("torch.nn.utils.clip_grad_norm_(model.parameters(), 1); loss.backward(); optimizer.step();")]
    [InlineData("IClipper clipper = null!; loss.backward(); clipper.ClipGradients(model); optimizer.step();")]
    public async Task ClippedOrUncertainStepIsSilent(string body)
    {
        var source = Loop(body);
        var findings = await TestCompilation.Analyze(TestCompilation.OfValid(source), [Only.Rule<MissingClippingRule>()]);
        Assert.All(findings, finding => Assert.Fail($"{finding} in {body}"));
    }

    [Theory]
    [InlineData("nn.utils.clip_grad_norm_(encoder.parameters(), 1);", 1)]
    [InlineData("nn.utils.clip_grad_norm_(encoder.parameters(), 1); nn.utils.clip_grad_norm_(encoder.parameters(), 1);", 1)]
    [InlineData("nn.utils.clip_grad_norm_(encoder.parameters(), 1); nn.utils.clip_grad_norm_(decoder.parameters(), 1);", 0)]
    [InlineData("nn.utils.clip_grad_norm_(encoder.parameters().Concat(decoder.parameters()), 1);", 0)]
    [InlineData("foreach (var model in new Module[] { encoder, decoder }) nn.utils.clip_grad_norm_(model.parameters(), 1);", 0)]
    [InlineData("Clip(encoder); Clip(decoder); void Clip(Module model) => nn.utils.clip_grad_norm_(model.parameters(), 1);", 0)]
    public async Task Clipping_of_one_of_two_models_leaves_the_other_unclipped(string clip, int findings)
    {
        var found = await Verify<MissingClippingRule>.Findings($$"""
            static class Translation
            {
                static void Train(IEnumerable<(Tensor X, Tensor Y)> pairs)
                {
                    var encoder = Linear(4, 4);
                    var decoder = Linear(4, 4);
                    var first = torch.optim.Adam(encoder.parameters());
                    var second = torch.optim.Adam(decoder.parameters());
                    foreach (var (x, y) in pairs)
                    {
                        first.zero_grad();
                        second.zero_grad();
                        functional.mse_loss(decoder.call(encoder.call(x)), y).backward();
                        {{clip}}
                        first.step();
                        {{(findings > 0 ? "[|second.step()|]" : "second.step()")}};
                    }
                }
            }
            """);
        Assert.Equal(findings, found.Count);
    }

    [Fact]
    public async Task OwnClippingOfTheMonitorCounts()
    {
        await Verify<MissingClippingRule>.Findings("""
            namespace GradGuard
            {
                public sealed class GradientGuard
                {
                    public double ClipGradNorm(double max) => max;
                }
            }
            static class Training
            {
                static void Run(Sequential model, Tensor loss, GradGuard.GradientGuard guard)
                {
                    var optimizer = torch.optim.Adam(model.parameters());
                    loss.backward();
                    guard.ClipGradNorm(1.0);
                    optimizer.step();
                }
            }
            """);
    }

    [Theory]
    [InlineData("GRU(8, 16)", "GRU", "layer.call(x, torch.zeros(1, 1, 16)).Item1", "is recurrent")]
    [InlineData("LSTM(8, 16)", "LSTM", "layer.call(x).Item1", "is recurrent")]
    public async Task RecurrentModelWarns(string make, string type, string forward, string reason)
    {
        var finding = await Verify<MissingClippingRule>.Finding($$"""
            class Net : Module<Tensor, Tensor>
            {
                private readonly {{type}} layer = {{make}};
                public Net() : base("net") { RegisterComponents(); }
                public override Tensor forward(Tensor x) => {{forward}};
            }
            class Trainer
            {
                private readonly Net model = new();
                private readonly torch.optim.Optimizer optimizer;
                public Trainer() => optimizer = torch.optim.SGD(model.parameters(), 0.1);
                public void Step(Tensor x)
                {
                    optimizer.zero_grad();
                    model.call(x).sum().backward();
                    [|optimizer.step()|];
                }
            }
            """);

        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains($"'Net' {reason}", finding.GetMessage());
        Assert.Equal("model", finding.Properties["Model"]);
    }

    [Theory]
    [InlineData("foreach (var m in new[] { encoder, decoder }) nn.utils.clip_grad_norm_(m.parameters(), 1);", "step()")]
    [InlineData("foreach (var m in new[] { encoder, decoder }) Console.WriteLine(m);", "[|step()|]")]
    public async Task ClippingOfEveryModelInALoopCounts(string clip, string step) => await Verify<MissingClippingRule>.Findings($$"""
        class Trainer
        {
            private readonly Sequential encoder = Sequential(Linear(2, 2)), decoder = Sequential(Linear(2, 2));
            public void Step(Tensor x)
            {
                var optimizer = torch.optim.SGD(encoder.parameters(), 0.1);
                decoder.call(encoder.call(x)).sum().backward();
                {{clip}}
                {{step.Replace("step()", "optimizer.step()")}};
            }
        }
        """);

    [Fact]
    public async Task ModelThatIsNotVisibleAtTheStepIsNotNamed()
    {
        var finding = await Verify<MissingClippingRule>.Finding("""
            class Trainer
            {
                private readonly torch.optim.Optimizer optimizer;
                public Trainer(Sequential net) => optimizer = torch.optim.SGD(net.parameters(), 0.1);
                public void Step(Tensor loss)
                {
                    loss.backward();
                    [|optimizer.step()|];
                }
            }
            """);

        Assert.False(finding.Properties.ContainsKey("Model"));
    }

    [Fact]
    public async Task StepWithAClosureIsSilent()
    {
        await Verify<MissingClippingRule>.Findings(Loop("optimizer.step(() => { loss.backward(); return loss; });"));
    }

    private static string Loop(string body) => $$"""
        interface IClipper { void ClipGradients(nn.Module model); }
        static class Helper
        {
            public static void Bound(nn.Module model) { if (model is null) throw new ArgumentNullException(); nn.utils.clip_grad_norm_(model.parameters(), 1); }
        }
        static class Training
        {
            static void Run(Sequential model, Tensor loss)
            {
                var optimizer = torch.optim.Adam(model.parameters(), 1e-3);
                {{body}}
            }
        }
        """;
}
