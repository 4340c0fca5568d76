using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

internal static class TupleSequentialModels
{
    [Example("Sequential of tuples made with Tuple.Create", 64, 36)]
    public static Module<Tensor, Tensor> TupleSequential()
    {
        var activation = "act";
        return Sequential(
            Tuple.Create<string, Module<Tensor, Tensor>>("first", Linear(36, 72)),
            Tuple.Create<string, Module<Tensor, Tensor>>(activation + "1", Tanh()),
            Tuple.Create<string, Module<Tensor, Tensor>>("second", Linear(72, 72)),
            Tuple.Create<string, Module<Tensor, Tensor>>(activation + "2", Tanh()),
            Tuple.Create<string, Module<Tensor, Tensor>>("third", Linear(72, 36)),
            Tuple.Create<string, Module<Tensor, Tensor>>(activation + "3", Tanh()),
            Tuple.Create<string, Module<Tensor, Tensor>>("fourth", Linear(36, 9)));
    }
}
