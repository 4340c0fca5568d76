using GradGuard;
using GradGuard.Samples;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

var options = SampleOptions.Parse(args, defaultSteps: 600);
if (options is null)
    return 2;

manual_seed(1);
using var train = TwoSpirals.Generate(count: 1024, seed: 1);
using var test = TwoSpirals.Generate(count: 512, seed: 2);
using var model = new DeepSigmoidNet();
using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);
using var guard = GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = options.LogPath });
using var metrics = OtlpMetrics.StartIfAsked("DeepSigmoid");

var view = TrainingView.Create(options);
view.Run("Two spirals with twelve sigmoid layers", guard, () =>
{
    for (var step = 0; step < options.Steps; step++)
    {
        using var scope = NewDisposeScope();
        var (points, labels) = train.Batch(step, size: 128);
        optimizer.zero_grad();
        var output = model.call(points);
        var loss = functional.cross_entropy(output, labels);
        loss.backward();
        optimizer.step();

        view.Update(loss.item<float>(), guard.Step(loss));
    }
});
view.Summarize(guard, test.Accuracy(model));
return 0;
