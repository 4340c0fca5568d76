using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Classics;

internal static class ModuleSequences
{
    public static Sequential ToSequential(this IEnumerable<Module<Tensor, Tensor>> modules) => Sequential(modules);
}
