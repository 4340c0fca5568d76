using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Training;

/// <summary>The first target: what trains well is left in peace.</summary>
public class HealthyRunTests
{
    private const int Steps = 150;

    public static TheoryData<int, string, double, string> MlpVariants()
    {
        var data = new TheoryData<int, string, double, string>();
        foreach (var seed in new[] { 1, 2, 3 })
            foreach (var (optimizer, rate) in new[] { ("sgd", 0.1), ("sgd", 0.01), ("adam", 1e-3), ("adam", 1e-2), ("rmsprop", 1e-3) })
                foreach (var reduction in new[] { "mean", "sum", "scaled" })
                    data.Add(seed, optimizer, optimizer == "sgd" && reduction != "mean" ? rate / 64 : rate, reduction);

        return data;
    }

    [Theory]
    [MemberData(nameof(MlpVariants))]
    public void An_MLP_has_no_warning(int seed, string optimizer, double rate, string reduction)
    {
        manual_seed(seed);
        using var model = TrainingRun.Mlp(3, 32, () => ReLU());
        using var optimizing = Optimizer(model, optimizer, rate);

        TrainingRun.AssertHealthy(TrainingRun.Train(model, optimizing, TrainingRun.Rings, Reduced, Steps));

        Tensor Reduced(Tensor output, Tensor target) => reduction switch
        {
            "sum" => functional.cross_entropy(output, target, reduction: Reduction.Sum),
            "scaled" => functional.cross_entropy(output, target).mul(64f),
            _ => functional.cross_entropy(output, target),
        };
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_CNN_with_batch_normalization_has_no_warning(int seed)
    {
        manual_seed(seed);
        using var model = Sequential(
            ("conv1", Conv2d(1, 8, 3, padding: 1)), ("norm1", BatchNorm2d(8)), ("act1", ReLU()),
            ("conv2", Conv2d(8, 16, 3, padding: 1)), ("norm2", BatchNorm2d(16)), ("act2", ReLU()), ("pool", MaxPool2d(2)),
            ("flat", Flatten()), ("head", Linear(16 * 16, 2)));
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);

        TrainingRun.AssertHealthy(TrainingRun.Train(model, optimizer, Bars, CrossEntropy, Steps));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_deep_tanh_network_with_Xavier_initialisation_has_no_warning(int seed)
    {
        manual_seed(seed);
        using var model = TrainingRun.Mlp(10, 64, Tanh);
        foreach (var parameter in model.parameters().Where(parameter => parameter.ndim == 2))
            init.xavier_normal_(parameter);

        using var optimizer = optim.SGD(model.parameters(), 0.05, momentum: 0.9);

        TrainingRun.AssertHealthy(TrainingRun.Train(model, optimizer, TrainingRun.Rings, CrossEntropy, Steps, clip: 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Regression_until_the_loss_is_almost_zero_has_no_warning(int seed)
    {
        manual_seed(seed);
        using var model = TrainingRun.Mlp(2, 32, Tanh, outputs: 1);
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-2);

        TrainingRun.AssertHealthy(TrainingRun.Train(model, optimizer, Plane, (output, target) => functional.mse_loss(output, target), 600));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_head_that_starts_at_zero_has_no_warning(int seed)
    {
        manual_seed(seed);
        using var model = TrainingRun.Mlp(3, 32, () => ReLU());
        init.zeros_(model.get_parameter("head.weight")!);
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-3);

        TrainingRun.AssertHealthy(TrainingRun.Train(model, optimizer, TrainingRun.Rings, CrossEntropy, Steps));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_LSTM_that_classifies_sequences_has_no_warning(int seed)
    {
        manual_seed(seed);
        using var model = new SequenceClassifier();
        using var optimizer = optim.Adam(model.parameters(), lr: 5e-3);

        TrainingRun.AssertHealthy(TrainingRun.Train(model, optimizer, Drifts, CrossEntropy, Steps, clip: 1));
    }

    private static optim.Optimizer Optimizer(Module model, string name, double rate) => name switch
    {
        "adam" => optim.Adam(model.parameters(), lr: rate),
        "rmsprop" => optim.RMSProp(model.parameters(), lr: rate),
        _ => optim.SGD(model.parameters(), rate),
    };

    private static Tensor CrossEntropy(Tensor output, Tensor target) => functional.cross_entropy(output, target);

    // 8 by 8 images of a horizontal or a vertical bar in noise.
    private static (Tensor Inputs, Tensor Targets) Bars()
    {
        var labels = randint(0, 2, [32]);
        var bar = zeros(8, 8);
        bar[3] = 1f;
        var horizontal = labels.to_type(ScalarType.Float32).view(32, 1, 1, 1);
        var images = horizontal.mul(bar).add(horizontal.neg().add(1f).mul(bar.t())).add(randn(32, 1, 8, 8).mul(0.3f));
        return (images, labels);
    }

    // Noisy sequences of 12 steps that drift up or down.
    private static (Tensor Inputs, Tensor Targets) Drifts()
    {
        var labels = randint(0, 2, [32]);
        var slope = labels.to_type(ScalarType.Float32).mul(0.2f).sub(0.1f).view(32, 1, 1);
        return (arange(12, ScalarType.Float32).view(1, 12, 1).mul(slope).add(randn(32, 12, 1).mul(0.3f)), labels);
    }

    private static (Tensor Inputs, Tensor Targets) Plane()
    {
        var inputs = rand(64, 2);
        return (inputs, inputs.sum(1, keepdim: true).mul(0.5f));
    }
}
