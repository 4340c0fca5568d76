using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("SwiGLU: silu(W x) · V x, back by another Linear, with skips", 64, 40)]
public class SwigluNet : Module<Tensor, Tensor>
{
    private readonly FeedForward one = new(40, 100), two = new(40, 100), three = new(40, 100);
    private readonly Linear head = Linear(40, 5);

    public SwigluNet() : base("swiglu") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = x + one.call(x);
        x = x + two.call(x);
        x = x + three.call(x);
        return head.call(x);
    }

    private sealed class FeedForward : Module<Tensor, Tensor>
    {
        private readonly Linear w1, w2, w3;

        public FeedForward(long dim, long hidden) : base("ffn")
        {
            w1 = Linear(dim, hidden, hasBias: false);
            w2 = Linear(hidden, dim, hasBias: false);
            w3 = Linear(dim, hidden, hasBias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => w2.call(functional.silu(w1.call(x)) * w3.call(x));
    }
}
