using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("8 blocks relu(x + W₂ relu(W₁ x)), He initialisation of the first", 64, 64)]
public class PostActivationMlp : Module<Tensor, Tensor>
{
    private readonly Sequential blocks;
    private readonly Linear head = Linear(64, 10);

    public PostActivationMlp() : base("post")
    {
        blocks = Sequential(Enumerable.Range(1, 8).Select(i => ($"block{i}", (Module<Tensor, Tensor>)new Residual())));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => head.call(blocks.call(x));

    private sealed class Residual : Module<Tensor, Tensor>
    {
        private readonly Linear first = Linear(64, 64);
        private readonly Linear second = Linear(64, 64);

        public Residual() : base("residual")
        {
            init.kaiming_uniform_(first.weight, nonlinearity: init.NonlinearityType.ReLU);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var shortcut = x;
            x = functional.relu(first.call(x));
            x = second.call(x);
            x += shortcut;
            return functional.relu(x);
        }
    }
}
