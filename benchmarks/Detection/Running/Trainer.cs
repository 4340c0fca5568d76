using GradGuard.Detection.Cases;
using GradGuard.Detection.Rivals;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Running;

/// <summary>Trains a recipe, with the monitor at its defaults and the rivals beside it.</summary>
internal static class Trainer
{
    private const int LossWindow = 10;

    public static TrainingOutcome Train(Recipe recipe, int seed)
    {
        manual_seed(seed);
        using var model = recipe.Model();
        recipe.Prepare(model);
        using var optimizer = recipe.Optimizer(recipe.Trained(model));
        var schedule = recipe.Schedule?.Invoke(optimizer);
        var draw = recipe.Problem.Begin();
        var losses = new List<double>();
        var panel = new RivalPanel(model);
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { MessageSink = _ => { } });
        for (var step = 1; step <= recipe.Steps; step++)
        {
            using var scope = NewDisposeScope();
            panel.BeginStep(step);
            recipe.Before(step, model, optimizer);
            losses.Add(Step(recipe, draw, model, optimizer, guard, step));
            panel.EndStep(step, losses[^1]);
            schedule?.step();
        }

        return guard.InternalErrorCount == 0
            ? new TrainingOutcome(seed, guard.Findings, panel.Alarms, Median(losses.Take(LossWindow)), Median(losses.TakeLast(LossWindow)))
            : throw new InvalidOperationException($"The monitor had {guard.InternalErrorCount} errors of its own; run it with a MessageSink to see them.");
    }

    private static double Step(
        Recipe recipe, Func<int, (Tensor Inputs, Tensor Targets)> draw, Module<Tensor, Tensor> model, optim.Optimizer optimizer, GradientGuard guard, int step)
    {
        var sum = 0.0;
        if (recipe.Zeroing == Zeroing.BeforeForward)
            optimizer.zero_grad();
        else if (recipe.Zeroing == Zeroing.ToNull)
            model.zero_grad();

        for (var part = 1; part <= recipe.Accumulate; part++)
        {
            var isLast = part == recipe.Accumulate;
            var loss = Backward(recipe, draw(recipe.BatchSize), model, optimizer, step);
            sum += loss.item<float>();
            if (isLast && recipe.Zeroing == Zeroing.AfterBackward)
                optimizer.zero_grad();

            if (isLast && recipe.Clip is { } maxNorm)
                guard.ClipGradNorm(maxNorm);

            if (isLast && recipe.StepsOptimizer)
                optimizer.step();

            if (isLast || recipe.WatchesEveryBatch)
                guard.Step(loss);
        }

        return sum / recipe.Accumulate;
    }

    private static Tensor Backward(
        Recipe recipe, (Tensor Inputs, Tensor Targets) drawn, Module<Tensor, Tensor> model, optim.Optimizer optimizer, int step)
    {
        var (inputs, targets) = recipe.Batch(step, drawn.Inputs, drawn.Targets);
        var output = model.call(inputs);
        var loss = recipe.Loss is { } lossOf ? lossOf(step, output, targets) : recipe.Problem.Loss(output, targets);
        if (recipe.Zeroing == Zeroing.BeforeBackward)
            optimizer.zero_grad();

        loss.mul(recipe.LossScale / recipe.Accumulate).backward();
        return loss;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
