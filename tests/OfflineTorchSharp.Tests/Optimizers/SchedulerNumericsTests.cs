using GradGuard.OfflineTorchSharp.Tests.Peer;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace GradGuard.OfflineTorchSharp.Tests.Optimizers;

public class SchedulerNumericsTests(TrainingFigures figures) : IClassFixture<TrainingFigures>
{
    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> Schedulers = new()
    {
        ["StepLR"] = o => StepLR(o, 3, 0.5),
        ["MultiStepLR"] = o => MultiStepLR(o, [2, 5], 0.3),
        ["ExponentialLR"] = o => ExponentialLR(o, 0.9),
        ["CosineAnnealingLR"] = o => CosineAnnealingLR(o, 5, 0.01),
        ["LambdaLR"] = o => LambdaLR(o, epoch => 1.0 / (1 + epoch)),
        ["MultiplicativeLR"] = o => MultiplicativeLR(o, epoch => 1 - (0.05 * epoch)),
        ["LinearLR"] = o => LinearLR(o, 0.25, 1, 4),
        ["ConstantLR"] = o => ConstantLR(o, 0.5, 3),
        ["PolynomialLR"] = o => PolynomialLR(o, 6, 2),
        ["CyclicLR triangular"] = o => CyclicLR(o, 0.1, 0.5, 3, 2, cycle_momentum: false),
        ["CyclicLR triangular2"] = o => CyclicLR(o, 0.1, 0.5, 3, 2, impl.CyclicLR.Mode.Triangular2, cycle_momentum: false),
        ["OneCycleLR"] = o => OneCycleLR(o, 0.4, 12),
        ["OneCycleLR linear"] = o => OneCycleLR(o, 0.4, 12, anneal_strategy: impl.OneCycleLR.AnnealStrategy.Linear, three_phase: true),
    };

    public static TheoryData<string> Names => new(Schedulers.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void The_rates_of_twelve_steps_are_those_of_PyTorch(string name)
    {
        using var parameter = new Parameter(zeros(2));
        using var optimizer = SGD([parameter], 0.2, momentum: 0.9);
        var scheduler = Schedulers[name](optimizer);
        var rates = new List<double>();
        while (rates.Count < 12)
        {
            rates.Add(optimizer.ParamGroups.Single().LearningRate);
            scheduler.step();
        }

        figures.AssertClose(name, rates);
    }

    [Fact]
    public void A_plateau_reduces_the_rate_as_in_PyTorch()
    {
        using var parameter = new Parameter(zeros(2));
        using var optimizer = SGD([parameter], 0.2);
        var scheduler = ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1, cooldown: 1, min_lr: [0.03]);
        var rates = new List<double>();
        foreach (var metric in new[] { 1.0, 0.9, 0.95, 0.95, 0.95, 0.95, 0.95, 0.8, 0.9, 0.9, 0.9, 0.9 })
        {
            scheduler.step(metric);
            rates.Add(optimizer.ParamGroups.Single().LearningRate);
        }

        figures.AssertClose("ReduceLROnPlateau", rates);
    }
}
