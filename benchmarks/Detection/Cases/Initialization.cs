using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Cases;

/// <summary>What a recipe does to a new model's weights.</summary>
internal static class Initialization
{
    public static void Xavier(Module<Tensor, Tensor> model) => ForEachWeight(model, weight => init.xavier_normal_(weight));

    public static void Kaiming(Module<Tensor, Tensor> model) => ForEachWeight(model, weight => init.kaiming_normal_(weight, nonlinearity: init.NonlinearityType.ReLU));

    public static Action<Module<Tensor, Tensor>> Normal(double deviation) => model => ForEachWeight(model, weight => init.normal_(weight, 0, deviation));

    /// <summary>Normal with a deviation of <paramref name="gain"/> / √fan-in.</summary>
    public static Action<Module<Tensor, Tensor>> Scaled(double gain) => model => ForEachWeight(model, weight => init.normal_(weight, 0, gain / Math.Sqrt(weight.shape[1])));

    public static Action<Module<Tensor, Tensor>> AllConstant(double value) => model =>
    {
        foreach (var parameter in model.parameters())
            init.constant_(parameter, value);
    };

    public static void Constant(Module<Tensor, Tensor> model, string layer, double value)
    {
        init.constant_(model.get_parameter(layer + ".weight")!, value);
        init.constant_(model.get_parameter(layer + ".bias")!, value);
    }

    public static Action<Module<Tensor, Tensor>> Bias(string layer, double value) => model => init.constant_(model.get_parameter(layer + ".bias")!, value);

    public static void Freeze(Module<Tensor, Tensor> model, string layer)
    {
        foreach (var (name, parameter) in model.named_parameters())
            if (name.StartsWith(layer, StringComparison.Ordinal))
                parameter.requires_grad = false;
    }

    private static void ForEachWeight(Module<Tensor, Tensor> model, Action<Tensor> change)
    {
        foreach (var parameter in model.parameters().Where(parameter => parameter.ndim >= 2))
            change(parameter);
    }
}
