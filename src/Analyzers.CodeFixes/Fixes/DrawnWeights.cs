using GradGuard.Signal;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>An initialisation in code and in the layer graph.</summary>
/// <param name="Name">For people: "Kaiming initialisation".</param>
/// <param name="Initializer">What it does to a layer of the graph.</param>
/// <param name="Call">The statement that draws a weight, from the spelling of torch.nn.init and the weight.</param>
internal sealed record DrawnWeights(string Name, WeightInitializer Initializer, Func<string, string, string> Call)
{
    /// <summary>Var(w) = 2 / fan-in, for ReLU and its kin.</summary>
    public static DrawnWeights Kaiming { get; } = new(
        "Kaiming initialisation", WeightInitializer.KaimingNormal(InitializerGain.ReLU), (init, weight) => $"{init}.kaiming_normal_({weight}, nonlinearity: {init}.NonlinearityType.ReLU);");

    /// <summary>Var(w) = 1 / fan-in, for SELU.</summary>
    public static DrawnWeights LeCun { get; } = new(
        "LeCun initialisation", WeightInitializer.KaimingNormal(InitializerGain.Linear), (init, weight) => $"{init}.kaiming_normal_({weight}, nonlinearity: {init}.NonlinearityType.Linear);");

    /// <summary>Var(w) = 2 / (fan-in + fan-out), for symmetric activations.</summary>
    public static DrawnWeights Xavier { get; } = new("Xavier initialisation", WeightInitializer.Xavier(), (init, weight) => $"{init}.xavier_normal_({weight});");

    /// <summary>Xavier's with the gain of tanh.</summary>
    public static DrawnWeights XavierForTanh { get; } = new(
        "Xavier initialisation and gain 5/3", WeightInitializer.Xavier(InitializerGain.Tanh), (init, weight) => $"{init}.xavier_normal_({weight}, 5.0 / 3);");

    public static IReadOnlyList<DrawnWeights> All { get; } = [Kaiming, LeCun, Xavier, XavierForTanh];
}
