using GradGuard.Analyzers.Rules;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.CodeFixes;
using GradGuard.CodeFixes.Fixes;

namespace GradGuard.Analyzers.Tests.Fixes;

/// <summary>Fixes that add or move one statement of a training loop.</summary>
public sealed class TrainingLoopFixTests
{
    private const string Clip = "torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);";

    [Fact]
    public async Task ClippingBeforeBackwardMovesToTheStepWithItsComment() => await Turns<IdleClippingRule, MoveClippingFix>(
        ["optimizer.zero_grad();", Clip + " // bound it", "loss.backward();", "// learn", "optimizer.step();"],
        ["optimizer.zero_grad();", "loss.backward();", "// learn", Clip + " // bound it", "optimizer.step();"]);

    [Fact]
    public async Task ClippingAfterTheStepMovesUp() => await Turns<IdleClippingRule, MoveClippingFix>(
        ["optimizer.zero_grad();", "loss.backward();", "optimizer.step(); // done", "var norm = " + Clip, "Console.WriteLine(norm);"],
        ["optimizer.zero_grad();", "loss.backward();", "var norm = " + Clip, "optimizer.step(); // done", "Console.WriteLine(norm);"]);

    [Fact]
    public async Task ClippingAmongOthersOnALineMoves() => await Turns<IdleClippingRule, MoveClippingFix>(
        [$"optimizer.zero_grad(); {Clip} loss.backward();", "optimizer.step();"],
        ["optimizer.zero_grad(); loss.backward();", Clip, "optimizer.step();"]);

    [Fact]
    public async Task ClippingAwayFromTheStepIsLeftAlone() => await VerifyFix<IdleClippingRule, MoveClippingFix>.IsNotOffered(
        Loop(["optimizer.zero_grad();", $"if (loss.item<float>() > 1) {{ {Clip} }}", "loss.backward();", "optimizer.step();"]));

    [Fact]
    public async Task ClippingOfAnotherModelTakesTheOptimizersModel() => await Turns<IdleClippingRule, MoveClippingFix>(
        ["var critic = Sequential(Linear(2, 1));", "optimizer.zero_grad();", "loss.backward();", "torch.nn.utils.clip_grad_norm_(critic.parameters(), 1.0);", "optimizer.step();"],
        ["var critic = Sequential(Linear(2, 1));", "optimizer.zero_grad();", "loss.backward();", Clip, "optimizer.step();"]);

    [Fact]
    public async Task ZeroGradStandsBeforeBackward() => await Turns<MissingZeroGradRule, ZeroGradFix>(
        ["// gradients", "loss.backward();", "optimizer.step();"],
        ["// gradients", "optimizer.zero_grad();", "loss.backward();", "optimizer.step();"]);

    [Fact]
    public async Task ZeroGradKeepsToTheLineThatTheLoopIsWrittenOn() => await Turns<MissingZeroGradRule, ZeroGradFix>(
        ["if (i > 3) { Console.WriteLine(i); loss.backward(); optimizer.step(); }"],
        ["if (i > 3) { Console.WriteLine(i); optimizer.zero_grad(); loss.backward(); optimizer.step(); }"]);

    [Fact]
    public async Task ZeroGradOfASecondOptimizerStandsBeforeItsOwnBackward()
    {
        var first = Loop(["other.zero_grad();", "critic.call(loss).mean().backward();", "other.step();", "loss.sum().backward();", "optimizer.step();"]);
        var expected = Loop(["other.zero_grad();", "critic.call(loss).mean().backward();", "other.step();", "optimizer.zero_grad();", "loss.sum().backward();", "optimizer.step();"]);
        await VerifyFix<MissingZeroGradRule, ZeroGradFix>.Turns(WithCritic(first), WithCritic(expected));

        static string WithCritic(string loop) => loop.Replace("for (var i", "var critic = Sequential(Linear(2, 1));\n        var other = torch.optim.SGD(critic.parameters(), 0.1);\n        for (var i");
    }

    [Fact]
    public async Task ZeroGradStandsBeforeBackwardInAClosure() => await Turns<MissingZeroGradRule, ZeroGradFix>(
        ["optimizer.step(() =>", "{", "    loss.backward();", "    return loss;", "});"],
        ["optimizer.step(() =>", "{", "    optimizer.zero_grad();", "    loss.backward();", "    return loss;", "});"]);

    [Fact]
    public async Task ZeroGradStandsAfterTheStepWhereBackwardIsElsewhere() => await Turns<MissingZeroGradRule, ZeroGradFix>(
        ["Backward();", "optimizer.step(); // learn", "void Backward() => loss.backward();"],
        ["Backward();", "optimizer.step(); // learn", "optimizer.zero_grad();", "void Backward() => loss.backward();"]);

    [Fact]
    public async Task MissingBackwardIsAddedForTheLoss() => await Turns<StepWithoutBackwardRule, TrainingOrderFix>(
        ["optimizer.zero_grad();", "var batchLoss = model.call(loss).mean();", "optimizer.step();"],
        ["optimizer.zero_grad();", "var batchLoss = model.call(loss).mean();", "batchLoss.backward();", "optimizer.step();"]);

    [Fact]
    public async Task StepMovesAfterBackward() => await Turns<StepWithoutBackwardRule, TrainingOrderFix>(
        ["optimizer.zero_grad();", "optimizer.step();", "loss.backward();"],
        ["optimizer.zero_grad();", "loss.backward();", "optimizer.step();"]);

    [Fact]
    public async Task ZeroGradMovesBeforeBackward() => await Turns<StepWithoutBackwardRule, TrainingOrderFix>(
        ["loss.backward();", "optimizer.zero_grad(); // fresh", "optimizer.step();"],
        ["optimizer.zero_grad(); // fresh", "loss.backward();", "optimizer.step();"]);

    [Fact]
    public async Task ScheduleMovesAfterTheOptimizer() => await Turns<StepWithoutBackwardRule, TrainingOrderFix>(
        ["scheduler.step();", "optimizer.zero_grad();", "loss.backward();", "optimizer.step();"],
        ["optimizer.zero_grad();", "loss.backward();", "optimizer.step();", "scheduler.step();"]);

    [Fact]
    public async Task ScheduleOfEpochsMovesAfterTheLoopOverTheirBatches() => await Turns<StepWithoutBackwardRule, TrainingOrderFix>(
        ["scheduler.step(); // each epoch", "for (var batch = 0; batch < 5; batch++)", "{", "    optimizer.zero_grad();", "    loss.backward();", "    optimizer.step();", "}"],
        ["for (var batch = 0; batch < 5; batch++)", "{", "    optimizer.zero_grad();", "    loss.backward();", "    optimizer.step();", "}", "scheduler.step(); // each epoch"]);

    [Fact]
    public async Task EveryFindingOfADocumentIsMendedAtOnce() => await VerifyFix<MissingZeroGradRule, ZeroGradFix>.Turns(
        Loop(["loss.backward();", "optimizer.step();"]) + Loop(["loss.backward();", "optimizer.step();"]).Replace("class Training", "class Tuning"),
        Loop(["optimizer.zero_grad();", "loss.backward();", "optimizer.step();"]) + Loop(["optimizer.zero_grad();", "loss.backward();", "optimizer.step();"]).Replace("class Training", "class Tuning"));

    [Fact]
    public async Task ModelReturnsToTrainingAtTheStartOfTheLoop() => await Turns<EvaluationModeRule, TrainingModeFix>(
        ["// one batch", "optimizer.zero_grad();", "loss.backward();", "optimizer.step();", "model.eval();"],
        ["// one batch", "model.train();", "optimizer.zero_grad();", "loss.backward();", "optimizer.step();", "model.eval();"]);

    [Fact]
    public async Task ModeBeforeTheLoopIsSetRight() => await VerifyFix<EvaluationModeRule, TrainingModeFix>.Turns(
        Loop(["optimizer.zero_grad();", "loss.backward();", "optimizer.step();"]).Replace("for (var i", "model.eval(); // ready\n        for (var i"),
        Loop(["optimizer.zero_grad();", "loss.backward();", "optimizer.step();"]).Replace("for (var i", "model.train(); // ready\n        for (var i"));

    [Fact]
    public async Task ModelThatAMethodEvaluatesReturnsToTrainingWhereTheLoopTrains() => await VerifyFix<EvaluationModeRule, TrainingModeFix>.Turns(
        Trainer(["Learn(batch);", "Validate(batch);"]), Trainer(["model.train();", "Learn(batch);", "Validate(batch);"]));

    [Fact]
    public async Task AModelThatTheTrainingCodeDoesNotKnowUnderThatNameIsLeftToItsAuthor() => await VerifyFix<EvaluationModeRule, TrainingModeFix>.IsNotOffered("""
        class Validation
        {
            public void After(Fitting fitting) { fitting.Model.eval(); Console.WriteLine(fitting.Model.call(torch.rand(1, 2)).mean().item<float>()); }
        }
        class Fitting
        {
            private readonly Validation validation = new();
            public Sequential Model { get; } = Sequential(Linear(2, 2), Dropout(0.5));
            public void Run(List<Tensor> batches)
            {
                var optimizer = torch.optim.Adam(Model.parameters());
                foreach (var batch in batches)
                {
                    optimizer.zero_grad();
                    Model.call(batch).mean().backward();
                    optimizer.step();
                    validation.After(this);
                }
            }
        }
        """);

    private static string Trainer(string[] body) => $$"""
        class Trainer
        {
            private readonly Sequential model = Sequential(Linear(2, 2), Dropout(0.5));
            private readonly torch.optim.Optimizer optimizer;
            public Trainer() => optimizer = torch.optim.Adam(model.parameters());
            void Run(List<Tensor> batches)
            {
                foreach (var batch in batches)
                {
                    {{string.Join("\n            ", body)}}
                }
            }
            void Learn(Tensor batch) { optimizer.zero_grad(); model.call(batch).mean().backward(); optimizer.step(); }
            void Validate(Tensor batch) { model.eval(); Console.WriteLine(model.call(batch).mean().item<float>()); }
        }
        """;

    private static Task Turns<TRule, TFix>(string[] body, string[] expected)
        where TRule : GradGuardRule, new()
        where TFix : GradGuardCodeFix, new() => VerifyFix<TRule, TFix>.Turns(Loop(body), Loop(expected));

    private static string Loop(string[] body) => $$"""
        static class Training
        {
            static void Run(Tensor loss)
            {
                var model = Sequential(Linear(2, 2), Dropout(0.5));
                var optimizer = torch.optim.Adam(model.parameters());
                var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10);
                for (var i = 0; i < 10; i++)
                {
                    {{string.Join("\n            ", body)}}
                }
            }
        }
        """;
}
