using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.Invariants;

/// <summary>A last layer that feeds a softmax is known by the gradient of its bias.</summary>
public class ClassScoresTests
{
    [Fact]
    public void Cross_entropy_tells_how_many_classes_there_are() =>
        Assert.Equal([null, null, 7L, 7L], Train((output, target) => functional.cross_entropy(output, target), outputs: 7));

    [Fact]
    public void Its_negative_does_too() =>
        Assert.Equal(7, Train((output, target) => functional.cross_entropy(output, target).neg(), outputs: 7)[^1]);

    [Fact]
    public void Squared_errors_and_single_logits_tell_of_no_classes()
    {
        Assert.All(Train((output, target) => functional.mse_loss(output, functional.one_hot(target, 7).to_type(ScalarType.Float32)), outputs: 7), Assert.Null);
        Assert.All(Train((output, _) => functional.binary_cross_entropy_with_logits(output, ones(16, 1)), outputs: 1), Assert.Null);
    }

    [Fact]
    public void A_last_layer_without_a_bias_tells_nothing() =>
        Assert.All(Train((output, target) => functional.cross_entropy(output, target), outputs: 7, hasBias: false), Assert.Null);

    private static List<long?> Train(Func<Tensor, Tensor, Tensor> lossOf, int outputs, bool hasBias = true)
    {
        manual_seed(1);
        using var model = Sequential(("fc", Linear(4, 8)), ("act", Tanh()), ("head", Linear(8, outputs, hasBias)));
        using var guard = Quiet.Watch(model);
        var seen = new List<long?>();
        for (var step = 0; step < 4; step++)
        {
            using var scope = NewDisposeScope();
            model.zero_grad();
            lossOf(model.call(randn(16, 4)), randint(0, 7, [16])).backward();
            guard.ClipGradNorm(0.01);
            guard.Step();
            guard.ReadLatest(snapshot => seen.Add(snapshot.ClassCount));
        }

        return seen;
    }
}
