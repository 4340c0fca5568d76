using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Perceptrons;

internal static class WideShallowModels
{
    [Example("2 × Linear, 512 wide, expression-bodied factory", 64, 200)]
    public static Sequential WideShallow() => Sequential(Linear(200, 512), ReLU(), Linear(512, 50));
}
