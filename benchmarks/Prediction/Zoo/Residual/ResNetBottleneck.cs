using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("Bottleneck blocks with an expansion constant, planes tracked in a field, the sum in place", 16, 3, 16, 16, IsSeen = true)]
public sealed class ResNetBottleneck : Module<Tensor, Tensor>
{
    private readonly Conv2d stem;
    private readonly BatchNorm2d norm;
    private readonly Sequential layer1, layer2;
    private readonly Linear head;
    private int planesBefore = 16;

    public ResNetBottleneck(int[]? blocks = null)
        : base("bottlenecks")
    {
        blocks ??= [2, 2];
        stem = Conv2d(3, 16, 3, padding: 1, bias: false);
        norm = BatchNorm2d(16);
        layer1 = MakeLayer(8, blocks[0], 1);
        layer2 = MakeLayer(16, blocks[1], 2);
        head = Linear(16 * Block.Expansion, 10);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.relu(norm.call(stem.call(x)));
        x = functional.avg_pool2d(layer2.call(layer1.call(x)), 8);
        return head.call(x.view(x.size(0), -1));
    }

    private Sequential MakeLayer(int planes, int count, int stride)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        for (var i = 0; i < count; i++)
        {
            layers.Add(($"block{i + 1}", new Block(planesBefore, planes, i == 0 ? stride : 1)));
            planesBefore = planes * Block.Expansion;
        }

        return Sequential(layers);
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        public const int Expansion = 4;

        private readonly Conv2d conv1, conv2, conv3;
        private readonly BatchNorm2d bn1, bn2, bn3;
        private readonly Sequential? down;

        public Block(int inputs, int planes, int stride)
            : base("block")
        {
            conv1 = Conv2d(inputs, planes, 1, bias: false);
            bn1 = BatchNorm2d(planes);
            conv2 = Conv2d(planes, planes, 3, stride: stride, padding: 1, bias: false);
            bn2 = BatchNorm2d(planes);
            conv3 = Conv2d(planes, planes * Expansion, 1, bias: false);
            bn3 = BatchNorm2d(planes * Expansion);
            if (stride != 1 || inputs != planes * Expansion)
                down = Sequential(Conv2d(inputs, planes * Expansion, 1, stride: stride, bias: false), BatchNorm2d(planes * Expansion));

            RegisterComponents();
        }

        public override Tensor forward(Tensor t)
        {
            using var scope = NewDisposeScope();
            var identity = down != null ? down.call(t) : t;
            var x = functional.relu(bn1.call(conv1.call(t)));
            x = functional.relu(bn2.call(conv2.call(x)));
            x = bn3.call(conv3.call(x));
            x.add_(identity);
            return functional.relu(x).MoveToOuterDisposeScope();
        }
    }
}
