using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Prediction.Zoo.Stacks;

/// <summary>Sick: tanh with weights from N(0, 0.01).</summary>
[Example("tanh layers drawn small", 32, 24)]
internal sealed class TinyTanhMlp : nn.Module<Tensor, Tensor>
{
    private readonly Sequential stack;

    public TinyTanhMlp(int depth = 6) : base(nameof(TinyTanhMlp))
    {
        stack = Mlp.Create(24, 40, 6, depth, Activation.Tanh).WithWeights(w => nn.init.normal_(w, 0, 0.01));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => stack.call(x);
}
