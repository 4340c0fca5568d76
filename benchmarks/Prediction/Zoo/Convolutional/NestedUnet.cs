using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("U-Net++-like nested skips held in a dictionary", 8, 3, 16, 16, IsSeen = true)]
public class NestedUnet : Module<Tensor, Tensor>
{
    private readonly ModuleDict<Sequential> nodes = new(); private readonly Conv2d head; private readonly MaxPool2d down = MaxPool2d(2);
    private const int Depth = 3;
    public NestedUnet() : base("npp")
    {
        int[] f = [16, 32, 64];
        for (var j = 0; j < Depth; j++)
            for (var i = 0; i < Depth - j; i++)
            {
                var input = j == 0 ? (i == 0 ? 3 : f[i - 1]) : f[i] * j + f[i + 1];
                nodes.Add(($"x{i}{j}", Vgg(input, f[i])));
            }
        head = Conv2d(f[0], 6, 1);
        RegisterComponents();
    }
    private static Sequential Vgg(int i, int o) => Sequential(Conv2d(i, o, 3, padding: 1), BatchNorm2d(o), ReLU(), Conv2d(o, o, 3, padding: 1), BatchNorm2d(o), ReLU());
    private static Tensor Up(Tensor t) => F.interpolate(t, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: true);
    public override Tensor forward(Tensor x)
    {
        var memo = new Dictionary<(int, int), Tensor>();
        memo[(0, 0)] = nodes["x00"].call(x);
        for (var i = 1; i < Depth; i++) memo[(i, 0)] = nodes[$"x{i}0"].call(down.call(memo[(i - 1, 0)]));
        for (var j = 1; j < Depth; j++)
            for (var i = 0; i < Depth - j; i++)
            {
                var parts = Enumerable.Range(0, j).Select(k => memo[(i, k)]).Append(Up(memo[(i + 1, j - 1)])).ToList();
                memo[(i, j)] = nodes[$"x{i}{j}"].call(torch.cat(parts, 1));
            }
        return head.call(memo[(0, Depth - 1)]);
    }
}
