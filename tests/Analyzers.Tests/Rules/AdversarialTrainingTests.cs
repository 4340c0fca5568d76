using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Rules;

/// <summary>Two models that train each other: in whose turn a detach is right, and whose parameters an optimizer must have.</summary>
public sealed class AdversarialTrainingTests
{
    private const string Discriminator = "optD.zero_grad(); var dLoss = bce.call(d.call(real), ones) + bce.call(d.call(fake.detach()), zeros); dLoss.backward(); optD.step();";
    private const string Generator = "optG.zero_grad(); bce.call(d.call(fake), ones).backward(); optG.step();";
    private const string Fake = "var fake = g.call(torch.randn(8, 4));";

    [Theory]
    [InlineData(Fake, Discriminator, "optG.zero_grad(); bce.call(d.call([|fake.detach()|]), ones).backward(); optG.step();", "'fake' is detached here")]
    [InlineData(Fake, Discriminator, "g.zero_grad(); var gLoss = -d.call([|fake.detach()|]).mean(); gLoss.backward(); optG.step();", "'fake' is detached here")]
    [InlineData(Fake + " var still = [|fake.detach()|];", "optD.zero_grad(); (bce.call(d.call(real), ones) + bce.call(d.call(still), zeros)).backward(); optD.step();", "optG.zero_grad(); bce.call(d.call(still), ones).backward(); optG.step();", "'fake' is detached here")]
    [InlineData("Tensor fake; using (torch.no_grad()) fake = [|g.call(torch.randn(8, 4))|];", "optD.zero_grad(); (bce.call(d.call(real), ones) + bce.call(d.call(fake), zeros)).backward(); optD.step();", Generator, "runs where no graph is recorded")]
    public async Task AGeneratorThatItsLossReachesThroughACutAloneIsFound(string fake, string discriminator, string generator, string cut)
    {
        var finding = await Verify<CutGraphRule>.Finding(Training($"{fake} {discriminator} {generator}"));

        Assert.Contains(cut, finding.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("the loss that 'optG' steps on depends on the parameters of 'g' through nothing else, so they get no gradient", finding.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fake + Discriminator + Generator)]
    [InlineData(Fake + Generator + Discriminator)]
    // What the discriminator's turn leaves in the generator trains it too, whatever its own loss does.
    [InlineData(Fake + "optD.zero_grad(); optG.zero_grad(); bce.call(d.call(fake), zeros).backward(); optD.step(); bce.call(d.call(fake.detach()), ones).backward(); optG.step();")]
    [InlineData(Fake + Discriminator + "optG.zero_grad(); (bce.call(d.call(fake.detach()), ones) + functional.mse_loss(fake, real)).backward(); optG.step();")]
    [InlineData(Fake + Discriminator + "optG.zero_grad(); Score(fake).backward(); optG.step();")]
    [InlineData(Fake + Discriminator + "optG.zero_grad(); bce.call(d.call(kept), ones).backward(); optG.step();")]
    [InlineData("var fake = g.call(torch.randn(8, 4)); if (real.shape[0] > 4) fake = fake.detach();" + Discriminator + Generator)]
    public async Task ARightTurnIsSilent(string turns)
    {
        await Verify<CutGraphRule>.Findings(Training(turns));
        await Verify<StaleOptimizerRule>.Findings(Training(turns));
    }

    [Fact]
    public async Task AnOptimizerOfTheGeneratorInTheDiscriminatorsTurnIsFound()
    {
        var finding = await Verify<StaleOptimizerRule>.Finding(Training(Fake + Discriminator.Replace("optD.step()", "[|optD.step()|]") + Generator).Replace("Adam(d.parameters(), 1e-4)", "Adam(g.parameters(), 1e-4)"));

        Assert.StartsWith("'optD' was made with the parameters of 'g', but the loss comes from 'd' alone", finding.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoOptimizersOfTheDiscriminatorAndNoneOfTheGeneratorAreFound()
    {
        var finding = await Verify<StaleOptimizerRule>.Finding(Copied(Fake + Discriminator + Generator.Replace("optG.step()", "[|optG.step()|]")));

        Assert.StartsWith("'optG' was made with the parameters of 'd' as 'optD' was, and none with those of 'g'", finding.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("Make it with g.parameters()", finding.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FixMakesTheCopiedOptimizerWithTheOtherModel() => await VerifyFix<StaleOptimizerRule, OptimizerAfterChangeFix>.Turns(
        Copied(Fake + Discriminator + Generator), Training(Fake + Discriminator + Generator));

    [Theory]
    // The generator is a part that is not to learn.
    [InlineData(Fake + "foreach (var p in g.parameters()) p.requires_grad = false;" + Discriminator + Generator)]
    [InlineData("Tensor fake; using (torch.no_grad()) fake = g.call(torch.randn(8, 4));" + Discriminator + Generator)]
    // One after the other.
    [InlineData("for (var i = 0; i < 3; i++) {" + Fake + "optD.zero_grad(); d.call(fake).mean().backward(); optD.step(); } for (var i = 0; i < 3; i++) {" + Fake + Generator + "}")]
    public async Task TwoOptimizersThatMayBeMeantAreSilent(string turns) => await Verify<StaleOptimizerRule>.Findings(Copied(turns));

    // A line copied, and the model left as it was.
    private static string Copied(string turns) => Training(turns).Replace("optim.Adam(g.parameters(), 1e-4)", "optim.Adam(d.parameters(), 1e-4)", StringComparison.Ordinal);

    [Fact]
    public async Task TeachersAndCriticsAreSilent()
    {
        const string Source = """
            class ActorCritic
            {
                private readonly Sequential actor = Sequential(Linear(4, 8), ReLU(), Linear(8, 2)), critic = Sequential(Linear(4, 8), ReLU(), Linear(8, 1));
                private readonly optim.Optimizer optA, optC;
                public ActorCritic() { optA = optim.Adam(actor.parameters()); optC = optim.Adam(critic.parameters()); }
                public void Update(List<(Tensor S, Tensor A, Tensor R)> batches)
                {
                    foreach (var (s, a, r) in batches)
                    {
                        var v = critic.call(s);
                        var advantage = (r - v).detach();
                        var policy = -(functional.log_softmax(actor.call(s), 1).gather(1, a) * advantage).mean();
                        optA.zero_grad(); policy.backward(); optA.step();
                        optC.zero_grad(); functional.mse_loss(v, r).backward(); optC.step();
                    }
                }
            }
            """;
        await Verify<CutGraphRule>.Findings(Source);
        await Verify<StaleOptimizerRule>.Findings(Source);
    }

    private const string Actor = "var logits = actor.call(s); var policy = -(functional.log_softmax(logits, 1).gather(1, a) * (r - v).detach()).mean();";

    [Theory]
    [InlineData("var v = [|critic.call(s).detach()|];", "agent.Update(torch.randn(8, 4), torch.zeros(8, 1), torch.randn(8, 1));")]
    [InlineData("var v = [|critic.call(s).detach()|];", "foreach (var (s, a, r) in batches) agent.Update(s, a, r);")]
    public async Task ACriticThatOneLossForBothLeavesOutIsFoundThroughWhatCallersGive(string value, string call) =>
        Assert.Contains("the parameters of 'critic'", (await Verify<CutGraphRule>.Finding(Agent(value, call))).GetMessage(), StringComparison.Ordinal);

    [Theory]
    [InlineData("var v = critic.call(s);", "agent.Update(torch.randn(8, 4), torch.zeros(8, 1), torch.randn(8, 1));")]
    // Nobody in sight says what comes in, or it comes from the critic itself.
    [InlineData("var v = critic.call(s).detach();", "")]
    [InlineData("var v = critic.call(s).detach();", "agent.Update(torch.randn(8, 4), torch.zeros(8, 1), agent.critic.call(torch.randn(8, 4)));")]
    [InlineData("var v = critic.call(s).detach();", "agent.Update(torch.randn(8, 4), torch.zeros(8, 1), Returns());")]
    public async Task ACriticThatMayHaveGradientsIsSilent(string value, string call) => await Verify<CutGraphRule>.Findings(Agent(value, call));

    private static string Agent(string value, string call) => $$"""
        class Agent
        {
            public readonly Sequential actor = Sequential(Linear(4, 8), ReLU(), Linear(8, 2)), critic = Sequential(Linear(4, 8), ReLU(), Linear(8, 1));
            private readonly optim.Optimizer optA, optC;
            public Agent() { optA = optim.Adam(actor.parameters()); optC = optim.Adam(critic.parameters()); }
            public void Update(Tensor s, Tensor a, Tensor r)
            {
                {{value}}
                {{Actor}}
                optA.zero_grad(); optC.zero_grad();
                (policy + (r - v).square().mean()).backward();
                optA.step(); optC.step();
            }
            static Tensor Returns() => new Agent().critic.call(torch.randn(8, 4));
            static void Main(Agent agent, List<(Tensor, Tensor, Tensor)> batches) { {{call}} }
        }
        """;

    private static string Training(string turns) => $$"""
        static class Training
        {
            static Tensor kept = torch.zeros(8, 2);
            static Tensor Score(Tensor x) => x.mean();
            static void Run(List<Tensor> data)
            {
                var g = Sequential(Linear(4, 16), ReLU(), Linear(16, 2));
                var d = Sequential(Linear(2, 16), ReLU(), Linear(16, 1));
                var (optG, optD) = (optim.Adam(g.parameters(), 1e-4), optim.Adam(d.parameters(), 1e-4));
                var bce = BCEWithLogitsLoss();
                var (ones, zeros) = (torch.ones(8, 1), torch.zeros(8, 1));
                foreach (var real in data)
                {
                    {{turns}}
                }
            }
        }
        """;
}
