using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

public sealed class ClipBeforeStepFixTests
{
    [Fact]
    public async Task ClipStandsBeforeTheStepAndKeepsComments() => await Turns(
        """
        static class Training
        {
            static void Run(Sequential model, Tensor loss)
            {
                var optimizer = torch.optim.Adam(model.parameters());
                for (var i = 0; i < 10; i++)
                {
                    loss.backward();
                    // now learn
                    optimizer.step(); // done
                }
            }
        }
        """,
        """
        static class Training
        {
            static void Run(Sequential model, Tensor loss)
            {
                var optimizer = torch.optim.Adam(model.parameters());
                for (var i = 0; i < 10; i++)
                {
                    loss.backward();
                    // now learn
                    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                    optimizer.step(); // done
                }
            }
        }
        """);

    [Fact]
    public async Task TopLevelProgramAndSeveralSteps() => await Turns(
        """
        var model = Sequential(Linear(2, 2));
        var optimizer = torch.optim.SGD(model.parameters(), 0.1);
        var loss = model.call(torch.ones(1, 2)).sum();
        loss.backward();
        optimizer.step();
        loss = model.call(torch.ones(1, 2)).sum();
        loss.backward();
        optimizer.step();
        """,
        """
        var model = Sequential(Linear(2, 2));
        var optimizer = torch.optim.SGD(model.parameters(), 0.1);
        var loss = model.call(torch.ones(1, 2)).sum();
        loss.backward();
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
        optimizer.step();
        loss = model.call(torch.ones(1, 2)).sum();
        loss.backward();
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
        optimizer.step();
        """);

    [Fact]
    public async Task StepAloneUnderAnIfGetsABlock() => await Turns(
        """
        class Trainer
        {
            private readonly torch.optim.Optimizer _optimizer;
            public Trainer(Sequential net) => _optimizer = torch.optim.Adam(net.parameters());
            public void Train(Tensor loss, bool learn)
            {
                loss.backward();
                if (learn)
                    _optimizer.step();
            }
        }
        """,
        """
        class Trainer
        {
            private readonly torch.optim.Optimizer _optimizer;
            public Trainer(Sequential net) => _optimizer = torch.optim.Adam(net.parameters());
            public void Train(Tensor loss, bool learn)
            {
                loss.backward();
                if (learn)
                {
                    torch.nn.utils.clip_grad_norm_(_optimizer.parameters(), 1.0);
                    _optimizer.step();
                }
            }
        }
        """);

    private static Task Turns(string source, string expected) => VerifyFix<MissingClippingRule, ClipBeforeStepFix>.Turns(source, expected);
}
