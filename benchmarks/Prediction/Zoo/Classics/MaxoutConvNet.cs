using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Classics;

/// <summary>Takes the largest of k linear pieces, over channels.</summary>
[Example("maxout convolutions", 16, 3, 24, 24)]
internal sealed class MaxoutConvNet : Module<Tensor, Tensor>
{
    private sealed class Maxout2d : Module<Tensor, Tensor>
    {
        private readonly Conv2d conv;
        private readonly int pieces, features;

        internal Maxout2d(int input, int features, int pieces = 3) : base("maxout")
        {
            (this.features, this.pieces) = (features, pieces);
            conv = Conv2d(input, features * pieces, (3, 3), padding: (1, 1));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var y = conv.call(x);
            y = y.view(y.shape[0], features, pieces, y.shape[2], y.shape[3]);
            return y.max(2).values;
        }
    }

    private readonly Sequential layers;

    public MaxoutConvNet() : base(nameof(MaxoutConvNet))
    {
        layers = Sequential(
            new Maxout2d(3, 16), MaxPool2d(2),
            new Maxout2d(16, 24), MaxPool2d(2),
            new Maxout2d(24, 24, pieces: 2),
            AdaptiveMaxPool2d([1, 1]), Flatten(), Linear(24, 10));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => layers.call(x);
}
