using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("Blocks of blocks, three classes deep", 64, 28)]
public class NestedBlocks : Module<Tensor, Tensor>
{
    private readonly Stage stage1 = new(28, 48), stage2 = new(48, 48), stage3 = new(48, 24);
    private readonly Linear head = Linear(24, 5);

    public NestedBlocks() : base("nested") => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(stage3.call(stage2.call(stage1.call(x))));

    private sealed class Stage : Module<Tensor, Tensor>
    {
        private readonly Unit first, second;

        public Stage(int from, int to) : base("stage")
        {
            first = new Unit(from, to);
            second = new Unit(to, to);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => second.forward(first.forward(x));
    }

    private sealed class Unit : Module<Tensor, Tensor>
    {
        private readonly Linear linear;
        private readonly Tanh act = Tanh();

        public Unit(int from, int to) : base("unit")
        {
            linear = Linear(from, to);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => act.forward(linear.forward(x));
    }
}
