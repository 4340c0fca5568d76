using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Dilated Conv1d + ReLU with skips by an index in Select, mean over time", 16, 6, 32)]
public class PooledTcn : Module<Tensor, Tensor>
{
    private readonly ModuleList<Conv1d> convolutions = new();
    private readonly Linear readout = Linear(24, 3);

    public PooledTcn() : base("tcn")
    {
        for (int i = 0, channels = 6; i < 4; i++, channels = 24)
            convolutions.Add(Conv1d(channels, 24, 3, padding: 1 << i, dilation: 1 << i));

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var (convolution, i) in convolutions.Select((convolution, i) => (convolution, i)))
        {
            var y = functional.relu(convolution.call(x));
            x = i == 0 ? y : y + x;
        }

        return readout.call(x.mean(new long[] { 2 }));
    }
}
