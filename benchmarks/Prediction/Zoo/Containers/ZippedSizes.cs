using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("LINQ: Zip of sizes, Select with index, ModuleList from an array", 64, 60)]
public class ZippedSizes : Module<Tensor, Tensor>
{
    private readonly ModuleList<Module<Tensor, Tensor>> blocks;

    public ZippedSizes() : base("zipped")
    {
        var sizes = new long[] { 60, 50, 40, 30, 20, 10 };
        var linears = sizes.Zip(sizes.Skip(1), (a, b) => Linear(a, b)).ToArray();
        blocks = ModuleList<Module<Tensor, Tensor>>(linears.Select((l, i) => i < linears.Length - 1 ? Sequential(l, SiLU()) : Sequential(l)).ToArray());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => blocks.Aggregate(input, (x, block) => block.call(x));
}
