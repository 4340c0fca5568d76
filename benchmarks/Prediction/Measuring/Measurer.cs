using GradGuard.Prediction.Examples;
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
            foreach (var (name, parameter) in model.named_parameters().Where(named => named.parameter.dim() > 1))
            {
                (squares.TryGetValue(name, out var known) ? known : squares[name] = new double[seeds])[seed] = Square(parameter);
                if (IsLayer(Owner(name, modules) ?? model))
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

    private static bool IsLayer(nn.Module module) => module.GetType().Assembly == typeof(nn).Assembly;

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
