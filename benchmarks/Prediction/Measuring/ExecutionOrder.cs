using System.Reflection;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Measuring;

/// <summary>The order in which a model's layers run, by forward hooks.</summary>
internal static class ExecutionOrder
{
    /// <summary>Paths of the modules without children, in order of first execution during an action. Hooks miss what is run through <c>forward</c>.</summary>
    public static IReadOnlyList<string> During(nn.Module model, Action run)
    {
        var seen = new List<string>();
        foreach (var (path, module) in model.named_modules().Where(named => !named.module.children().Any()))
            module.GetType().GetMethod("register_forward_hook", BindingFlags.Public | BindingFlags.Instance, [typeof(Action<nn.Module>)])
                ?.Invoke(module, [new Action<nn.Module>(_ => seen.Add(Measurer.WithoutBackingFields(path)))]);

        run();
        return [.. seen.Distinct()];
    }
}
