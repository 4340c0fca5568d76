using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Convolutional;

[Example("Conv2d + ReLU + MaxPool2d, view to vector, two Linear", 64, 1, 28, 28, Objective = Objective.LogLikelihood)]
public class LeNet : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = Conv2d(1, 32, 3);
    private readonly Conv2d conv2 = Conv2d(32, 32, 3);
    private readonly MaxPool2d pool = MaxPool2d(2);
    private readonly Linear fc1 = Linear(800, 64);
    private readonly Linear fc2 = Linear(64, 10);

    public LeNet() : base("lenet") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = pool.call(conv1.call(x).relu());
        x = pool.call(conv2.call(x).relu());
        x = x.view(-1, 800);
        x = fc1.call(x).relu();
        return functional.log_softmax(fc2.call(x), 1);
    }
}
