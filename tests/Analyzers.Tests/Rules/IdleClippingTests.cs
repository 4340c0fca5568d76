using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Rules;

public sealed class IdleClippingTests
{
    private const string Backward = "functional.mse_loss(model.call(x), y).backward();";
    private const string Clip = "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)";

    [Theory]
    [InlineData($"optimizer.zero_grad(); [|{Clip}|]; {Backward} optimizer.step();", "set to zero")]
    [InlineData($"[|{Clip}|]; optimizer.zero_grad(); {Backward} optimizer.step();", "backward computes")]
    [InlineData($"[|{Clip}|]; {Backward} optimizer.step(); optimizer.zero_grad();", "backward computes")]
    [InlineData($"optimizer.zero_grad(); {Backward} optimizer.step(); [|{Clip}|];", "already stepped")]
    [InlineData($"optimizer.zero_grad(); {Backward} optimizer.step(); [|nn.utils.clip_grad_value_(model.parameters(), 0.5)|];", "already stepped")]
    [InlineData($"model.zero_grad(); [|{Clip}|]; {Backward} optimizer.step();", "set to zero")]
    [InlineData($"optimizer.zero_grad(); if (epochs > 1) [|{Clip}|]; {Backward} optimizer.step();", "set to zero")]
    [InlineData($"optimizer.zero_grad(); [|Bound()|]; {Backward} optimizer.step(); void Bound() => {Clip};", "set to zero")]
    [InlineData($"optimizer.zero_grad(); {Backward} optimizer.step(); var norm = [|{Clip}|]; Console.WriteLine(norm);", "already stepped")]
    [InlineData($"optimizer.zero_grad(); {Backward} Update(); [|{Clip}|]; void Update() => optimizer.step();", "already stepped")]
    [InlineData($"optimizer.zero_grad(); var loss = Compute!(); [|{Clip}|]; loss.backward(); optimizer.step();", "set to zero", "public Func<Tensor>? Compute;")]
    public async Task ClippingAtTheWrongPlaceIsFound(string body, string reason, string members = "")
    {
        var finding = await Verify<IdleClippingRule>.Finding(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}", members));
        Assert.Equal(DiagnosticSeverity.Warning, finding.Severity);
        Assert.Contains(reason, finding.GetMessage());
    }

    [Theory]
    [InlineData($"optimizer.zero_grad(); {Backward} {Clip}; optimizer.step();")]
    [InlineData($"{Backward} {Clip}; optimizer.step(); optimizer.zero_grad();")]
    [InlineData($"optimizer.zero_grad(); {Backward} Bound(); optimizer.step(); void Bound() => {Clip};")]
    [InlineData($"optimizer.zero_grad(); Both(); optimizer.step(); void Both() {{ {Backward} {Clip}; }}")]
    [InlineData($"{Backward} if (epochs > 3) {{ {Clip}; optimizer.step(); optimizer.zero_grad(); }}")]
    [InlineData($"optimizer.step(() => {{ optimizer.zero_grad(); var loss = model.call(x).mean(); loss.backward(); {Clip}; return loss; }});")]
    [InlineData("optimizer.zero_grad(); " + Backward + " optimizer.step(); var norm = nn.utils.clip_grad_norm_(model.parameters(), 1e9);")]
    [InlineData($"optimizer.zero_grad(); {Backward} {Clip}; {Backward} {Clip}; optimizer.step();")]
    [InlineData($"optimizer.zero_grad(); Backpropagate?.Invoke(x, y); {Clip}; optimizer.step();", "public event Action<Tensor, Tensor>? Backpropagate;")]
    [InlineData($"optimizer.zero_grad(); var loss = Closure!(); {Clip}; optimizer.step(); Console.WriteLine(loss);", "public Func<Tensor>? Closure;")]
    [InlineData($"foreach (var p in model.parameters()) p.grad = p.grad! / 2; {Clip}; optimizer.step(); optimizer.zero_grad();")]
    public async Task ClippingThatMayActIsSilent(string body, string members = "") =>
        await Verify<IdleClippingRule>.Findings(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}", members));

    [Theory]
    [InlineData($"{Backward} optimizer.zero_grad(); {Clip}; optimizer.step();")]
    [InlineData($"optimizer.zero_grad(); Console.WriteLine(model.call(x)); {Clip}; optimizer.step();")]
    public async Task StepWithoutAnyGradientsIsTheFindingNotItsClipping(string body) =>
        await Verify<IdleClippingRule>.Findings(TrainingLoops.Loop($"foreach (var (x, y) in batches) {{ {body} }}"));

    [Fact]
    public async Task HelperThatIsGivenItsPartsFromOutsideIsSilent() => await Verify<IdleClippingRule>.Findings("""
        static class Helper
        {
            public static void Bound(nn.Module model) => nn.utils.clip_grad_norm_(model.parameters(), 1);
            public static void BoundAndStep(nn.Module model, torch.optim.Optimizer optimizer) { nn.utils.clip_grad_norm_(model.parameters(), 1); optimizer.step(); }
        }
        """);

    [Fact]
    public async Task GradientsOfAnotherModelAreFound()
    {
        var finding = await Verify<IdleClippingRule>.Finding("""
            class Training
            {
                void Run(List<Tensor> batches)
                {
                    var actor = Sequential(Linear(2, 2));
                    var critic = Sequential(Linear(2, 1));
                    var optimizer = torch.optim.Adam(actor.parameters());
                    foreach (var x in batches)
                    {
                        optimizer.zero_grad();
                        critic.call(actor.call(x)).mean().backward();
                        [|torch.nn.utils.clip_grad_norm_(critic.parameters(), 1.0)|];
                        optimizer.step();
                    }
                }
            }
            """);
        Assert.Contains("'critic', and the optimizer 'optimizer' was made with those of 'actor'", finding.GetMessage());
    }

    [Theory]
    [InlineData("var critic = Sequential(Linear(2, 1)); var optimizer = torch.optim.Adam(actor.parameters()); var other = torch.optim.Adam(critic.parameters());", "optimizer.step(); other.step();")]
    [InlineData("var critic = Sequential(actor, Linear(2, 1)); var optimizer = torch.optim.Adam(actor.parameters());", "optimizer.step();")]
    [InlineData("var critic = Sequential(Linear(2, 1)); var optimizer = torch.optim.Adam(actor.parameters().Concat(critic.parameters()));", "optimizer.step();")]
    public async Task GradientsThatSomeOptimizerUsesAreSilent(string models, string steps) => await Verify<IdleClippingRule>.Findings($$"""
        class Training
        {
            void Run(List<Tensor> batches)
            {
                var actor = Sequential(Linear(2, 2));
                {{models}}
                foreach (var x in batches)
                {
                    actor.zero_grad();
                    critic.zero_grad();
                    critic.call(actor.call(x)).mean().backward();
                    torch.nn.utils.clip_grad_norm_(critic.parameters(), 1.0);
                    {{steps}}
                }
            }
        }
        """);

    [Theory]
    [InlineData("[|torch.nn.utils.clip_grad_norm_(g.parameters(), 1.0)|];", "torch.nn.utils.clip_grad_norm_(g.parameters(), 1.0);", "'g', and the optimizer 'optD' was made with those of 'd'")]
    [InlineData("torch.nn.utils.clip_grad_norm_(d.parameters(), 1.0);", "[|torch.nn.utils.clip_grad_norm_(d.parameters(), 1.0)|];", "'d', and the optimizer 'optG' was made with those of 'g'")]
    [InlineData("torch.nn.utils.clip_grad_norm_(d.parameters(), 1.0);", "torch.nn.utils.clip_grad_norm_(g.parameters(), 1.0);", null)]
    public async Task EveryClippingOfAGanIsJudgedByTheStepThatFollows(string clipD, string clipG, string? message)
    {
        var findings = await Verify<IdleClippingRule>.Findings($$"""
            class Gan
            {
                void Run(List<Tensor> batches)
                {
                    var g = Sequential(Linear(2, 2));
                    var d = Sequential(Linear(2, 1));
                    var optG = torch.optim.Adam(g.parameters());
                    var optD = torch.optim.Adam(d.parameters());
                    foreach (var real in batches)
                    {
                        optD.zero_grad();
                        (d.call(real).mean() - d.call(g.call(real).detach()).mean()).backward();
                        {{clipD}}
                        optD.step();
                        optG.zero_grad();
                        d.call(g.call(real)).mean().backward();
                        {{clipG}}
                        optG.step();
                    }
                }
            }
            """);
        Assert.All(findings, finding => Assert.Contains(message!, finding.GetMessage()));
    }

    [Theory]
    [InlineData("[|Apply(target)|];", 1)]
    [InlineData("Apply(online);", 0)]
    public async Task Method_that_clips_and_steps_is_judged_where_backward_is(string update, int findings)
    {
        var found = await Verify<IdleClippingRule>.Findings($$"""
            class Learner
            {
                private readonly Sequential online = Sequential(Linear(4, 2)), target = Sequential(Linear(4, 2));
                private readonly torch.optim.Optimizer optimizer;
                public Learner() => optimizer = torch.optim.Adam(online.parameters());
                public void Learn(Tensor x, Tensor y)
                {
                    optimizer.zero_grad();
                    functional.mse_loss(online.call(x), y + target.call(x).detach()).backward();
                    {{update}}
                }
                private void Apply(Sequential net)
                {
                    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0);
                    optimizer.step();
                }
            }
            """);
        Assert.All(found, finding => Assert.Contains("'target', and the optimizer 'optimizer' was made with those of 'online'", finding.GetMessage()));
        Assert.Equal(findings, found.Count);
    }

    [Theory]
    [InlineData("first.step(); second.step(); [|Clip()|];", 1)]
    [InlineData("first.step(); Clip(); second.step();", 0)]
    [InlineData("Clip(); first.step(); second.step();", 0)]
    public async Task Clipping_behind_the_steps_of_both_optimizers_is_found(string update, int findings)
    {
        var found = await Verify<IdleClippingRule>.Findings($$"""
            class Translator
            {
                private readonly Sequential reader = Sequential(Linear(4, 4)), writer = Sequential(Linear(4, 2));
                public void Train(List<(Tensor X, Tensor Y)> batches)
                {
                    var first = torch.optim.Adam(reader.parameters());
                    var second = torch.optim.Adam(writer.parameters());
                    foreach (var (x, y) in batches)
                    {
                        first.zero_grad();
                        second.zero_grad();
                        functional.mse_loss(writer.call(reader.call(x)), y).backward();
                        {{update}}
                    }
                }
                private void Clip() => torch.nn.utils.clip_grad_norm_(reader.parameters().Concat(writer.parameters()), 1.0);
            }
            """);
        Assert.Equal(findings, found.Count);
    }
}
