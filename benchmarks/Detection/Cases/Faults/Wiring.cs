using GradGuard.Detection.Cases.Healthy;
using GradGuard.Detection.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Detection.Cases.Faults;

/// <summary>Registration, the graph, the optimizer and the order of the loop.</summary>
internal static class Wiring
{
    private const string Registration = "registration";
    private const string Graph = "graph";
    private const string Optimizer = "optimizer";
    private const string Loop = "loop";

    private static readonly Symptom[] Missing = [Symptom.MissingGradient];
    private static readonly Symptom[] Stalled = [Symptom.StalledLayer, Symptom.MissingGradient];

    private static readonly Recipe Plain = Perceptrons.Plain.Recipe;

    public static IEnumerable<FaultCase> All =>
    [
        new("layers in a List", Registration, Perceptrons.Plain, Plain with { Model = () => new HiddenInList() }) { Symptoms = [Symptom.UnregisteredModule], Layers = ["hidden[0]"] },
        new("layer replaced after RegisterComponents", Registration, Perceptrons.Plain, Plain with { Model = () => new ReplacedLayer() }) { Symptoms = [Symptom.UnregisteredModule, .. Missing], Layers = ["fc1"] },
        new("layers in a Dictionary", Registration, Perceptrons.Plain, Plain with { Model = () => new HiddenInDictionary() }) { Symptoms = [Symptom.UnregisteredModule], Layers = ["hidden[in]"] },
        new("weight that is a Tensor rather than a Parameter", Registration, Perceptrons.Plain, Plain with { Model = () => new WeightInTensor() }) { Symptoms = [Symptom.UnregisteredModule], Layers = ["weight"] },
        new("layer that forward leaves out", Registration, Perceptrons.Plain, Plain with { Model = () => new Unused() }) { Symptoms = Missing, Layers = ["fc1"] },
        new("detach before the head", Graph, Perceptrons.Plain, Plain with { Model = () => new Cut(x => x.detach()) }) { Symptoms = Missing, Layers = ["fc0", "fc1"] },
        new("round trip through an array before the head", Graph, Perceptrons.Sgd, Perceptrons.Sgd.Recipe with { Model = () => new Cut(x => tensor(x.data<float>().ToArray(), x.shape)) }) { Symptoms = Missing, Layers = ["fc0", "fc1"] },
        new("rounding before the head", Graph, Perceptrons.Plain, Plain with { Model = () => new Cut(x => x.mul(4f).round().div(4f)) }) { Symptoms = [.. Missing, Symptom.DeadUnits, Symptom.VanishingGradient], Layers = ["fc0", "fc1"] },
        new("largest unit chosen by argmax before the head", Graph, Perceptrons.Plain, Plain with { Model = () => new Cut(x => nn.functional.one_hot(x.argmax(1), 32).to_type(ScalarType.Float32)) }) { Symptoms = Missing, Layers = ["fc0", "fc1"] },
        new("detach from step 60 on", Graph, Perceptrons.Plain, Plain with { Model = () => new Cut(DetachFrom(60)) }) { Symptoms = [.. Missing, Symptom.DeadUnits, Symptom.VanishingGradient, Symptom.StalledLayer], Layers = ["fc0", "fc1"], Start = 60 },
        new("optimizer over the head alone", Optimizer, Perceptrons.Plain, Plain with { Trained = model => model.named_parameters().Where(entry => entry.name.StartsWith("head", StringComparison.Ordinal)).Select(entry => entry.parameter).ToList() }) { Symptoms = Stalled, Layers = ["fc0"] },
        new("optimizer that misses one layer", Optimizer, Perceptrons.Sgd, Perceptrons.Sgd.Recipe with { Trained = model => model.named_parameters().Where(entry => !entry.name.StartsWith("fc1", StringComparison.Ordinal)).Select(entry => entry.parameter).ToList() }) { Symptoms = Stalled, Layers = ["fc1"] },
        new("optimizer over another model", Optimizer, Perceptrons.Plain, Plain with { Trained = _ => Plain.Model().parameters().ToList() }) { Symptoms = Stalled },
        NotZeroed("no zero_grad, SGD", Perceptrons.Sgd),
        NotZeroed("no zero_grad, Adam", Perceptrons.Plain),
        NotZeroed("no zero_grad, CNN", Pictures.BatchNormalized),
        NotZeroed("no zero_grad, LSTM, clipped", Sequences.Lstm),
        NotZeroed("no zero_grad, SGD with momentum", Perceptrons.Deep),
        NotZeroed("no zero_grad, regression", Perceptrons.Regression),
        NotZeroed("no zero_grad, Transformer", Sequences.Transformer),
        NotZeroed("no zero_grad, RMSprop", Perceptrons.Plain, Optimizers.RmsProp(1e-3)),
        NotZeroed("no zero_grad, small steps", Perceptrons.Sgd, Optimizers.Sgd(0.01)),
        NotZeroed("no zero_grad, whole data set", Perceptrons.WholeData),
        NotZeroed("no zero_grad, residual network", Pictures.ResidualStack),
        NotZeroed("no zero_grad, picture residual network", Pictures.PictureNetwork),
        NotZeroed("no zero_grad, batch normalization", Perceptrons.Batchnorm),
        NotZeroed("no zero_grad, CNN without normalization", Pictures.Convolutional),
        NotZeroed("no zero_grad, dropout", Perceptrons.Dropout),
        NotZeroed("no zero_grad, one logit", Perceptrons.OneLogit),
        NotZeroed("no zero_grad, generator of a GAN", Players.Generator),
        NotZeroed("no zero_grad, batches of 1", Perceptrons.Single),
        new("zero_grad after backward", Loop, Perceptrons.Plain, Plain with { Zeroing = Zeroing.AfterBackward }) { Symptoms = Stalled },
        new("optimizer never steps", Loop, Perceptrons.Plain, Plain with { StepsOptimizer = false }) { Symptoms = Stalled },
        new("dropout model left in eval mode", Loop, Perceptrons.Dropout, Perceptrons.Dropout.Recipe with { Prepare = model => model.eval() }) { Symptoms = [Symptom.EvaluationMode] },
        new("dropout model left in eval mode from step 60 on", Loop, Perceptrons.Dropout, Perceptrons.Dropout.Recipe with { Before = (step, model, _) => model.train(step < 60) }) { Symptoms = [Symptom.EvaluationMode], Start = 60 },
        new("batch normalization left in eval mode", Loop, Perceptrons.Batchnorm, Perceptrons.Batchnorm.Recipe with { Prepare = model => model.eval() }) { Symptoms = [Symptom.EvaluationMode, Symptom.VanishingGradient] },
    ];

    private static FaultCase NotZeroed(string name, HealthyCase twin, Func<IEnumerable<Parameter>, optim.Optimizer>? optimizer = null) =>
        new(name, Loop, twin, twin.Recipe with { Zeroing = Zeroing.Never, Optimizer = optimizer ?? twin.Recipe.Optimizer }) { Symptoms = [Symptom.GradientNotZeroed] };

    private static Func<Tensor, Tensor> DetachFrom(int start)
    {
        var step = 0;
        return x => ++step >= start ? x.detach() : x;
    }
}
