using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("A generic stack that makes its blocks by new T(), run by Aggregate over an abstract base", 64, 40, IsSeen = true)]
public sealed class GenericTower : Module<Tensor, Tensor>
{
    private readonly Stack<TanhBlock> stack = new(5);
    private readonly Linear head = Linear(40, 3);

    public GenericTower()
        : base("tower") => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(stack.call(x));

    private abstract class BlockBase(string name, int width) : Module<Tensor, Tensor>(name)
    {
        protected int Width { get; } = width;

        public sealed override Tensor forward(Tensor x) => x + Transform(x);

        protected abstract Tensor Transform(Tensor x);
    }

    private sealed class TanhBlock : BlockBase
    {
        private readonly Linear first, second;

        public TanhBlock()
            : base("block", 40)
        {
            first = Linear(Width, Width);
            second = Linear(Width, Width);
            RegisterComponents();
        }

        protected override Tensor Transform(Tensor x) => second.call(first.call(x).tanh());
    }

    private sealed class Stack<T> : Module<Tensor, Tensor>
        where T : Module<Tensor, Tensor>, new()
    {
        private readonly ModuleList<T> items = [];

        public Stack(int depth)
            : base("stack")
        {
            while (items.Count < depth)
                items.Add(new T());

            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => items.Aggregate(x, (value, item) => item.call(value));
    }
}
