using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Temporal convolutions: dilated Conv1d + ReLU, output at every step", 64, 6, 64, Objective = Objective.Regression)]
public class DilatedTcn : Module<Tensor, Tensor>
{
    private readonly Sequential stack;

    public DilatedTcn() : base("tcn")
    {
        stack = Sequential();
        long channels = 6;
        for (int i = 0; i < 5; i++)
        {
            long dilation = 1L << i;
            stack.append(Conv1d(channels, 32, 3, padding: dilation, dilation: dilation));
            stack.append(ReLU());
            channels = 32;
        }

        stack.append(Conv1d(32, 2, 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => stack.call(x);
}
