using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GradGuard.Prediction.Examples;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Measuring;

/// <summary>Runs a model forward and backward once for every seed and reads the gradients of its weights.</summary>
internal static class Measurer
{
    public static Measurement Measure(Example example, int seeds)
    {
        IReadOnlyList<string> order = [];
        var squares = new Dictionary<string, double[]>();
        var ofLayers = new HashSet<string>();
        for (var seed = 0; seed < seeds; seed++)
        {
            using var scope = NewDisposeScope();
            manual_seed(unchecked((int)(example.Digest >> 1)) + seed);
            using var model = example.Create();
            var inputs = TrainingBatch.Inputs(example);
            order = ExecutionOrder.During(model, () => TrainingBatch.Loss(example, model, inputs).backward());
            var modules = model.named_modules().DistinctBy(named => named.name).ToDictionary(named => named.name, named => named.module);
            foreach (var (name, parameter) in Weights(model))
            {
                (squares.TryGetValue(name, out var known) ? known : squares[name] = new double[seeds])[seed] = Square(parameter);
                if (parameter.dim() > 1 && IsLayer(Owner(name, modules) ?? model))
                    ofLayers.Add(name);
            }
        }

        return new([.. squares.Select(weight => Measured(weight.Key, weight.Value, ofLayers, order)).OrderBy(weight => Rank(order, weight.Module))]);
    }

    private static MeasuredWeight Measured(string name, double[] squares, HashSet<string> ofLayers, IReadOnlyList<string> order)
    {
        var weight = new MeasuredWeight(WithoutBackingFields(name), squares, ofLayers.Contains(name), IsSeen: false);
        return weight with { IsSeen = Rank(order, weight.Module) < order.Count };
    }

    // Matrices and vectors, but not the biases and gains of layers, though a LayerNorm over several axes has a gain of as many. A weight that two layers share stands under its first name.
    private static List<(string Name, Parameter Parameter)> Weights(nn.Module model)
    {
        var weights = new List<(string Name, Parameter Parameter)>();
        var modules = model.named_modules().DistinctBy(named => named.name).ToDictionary(named => named.name, named => named.module);
        foreach (var (name, parameter) in model.named_parameters())
            if (parameter.numel() > 0 && Owner(name, modules) is not LayerNorm && (parameter.dim() > 1 || !IsLayer(Owner(name, modules) ?? model)) && !weights.Exists(known => Shares(known.Parameter, parameter)))
                weights.Add((name, parameter));

        return weights;
    }

    private static bool Shares(Parameter one, Parameter other) =>
        one.numel() == other.numel() && Unsafe.AreSame(ref MemoryMarshal.GetReference(one.bytes), ref MemoryMarshal.GetReference(other.bytes));

    // A list of parameters is the library's, but they are the model's own.
    private static bool IsLayer(nn.Module module) => module.GetType().Assembly == typeof(nn).Assembly && module is not (ParameterList or ParameterDict);

    // The innermost module around it: one in a list that is the library's may be the model's own.
    private static nn.Module? Owner(string parameter, Dictionary<string, nn.Module> modules)
    {
        for (var end = parameter.LastIndexOf('.'); end > 0; end = parameter.LastIndexOf('.', end - 1))
            if (modules.TryGetValue(parameter[..end], out var owner))
                return owner;

        return null;
    }

    private static double Square(Tensor parameter)
    {
        using var gradient = parameter.grad;
        return gradient is null ? 0 : gradient.to(ScalarType.Float64).square().sum().item<double>();
    }

    // A module that no hook saw comes behind all that were seen.
    private static int Rank(IReadOnlyList<string> order, string module)
    {
        for (var i = 0; i < order.Count; i++)
            if (order[i] == module || module.StartsWith(order[i] + ".", StringComparison.Ordinal))
                return i;

        return int.MaxValue;
    }

    /// <summary>TorchSharp registers an auto-property under the compiler's name for its field.</summary>
    public static string WithoutBackingFields(string path) => path.Replace("<", "", StringComparison.Ordinal).Replace(">k__BackingField", "", StringComparison.Ordinal);
}
