using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("A generic block with a factory argument, target-typed new, and local functions", 64, 64)]
public class GenericBlockNet : Module<Tensor, Tensor>
{
    private readonly ActivatedLinear<Tanh> a = new(64, 64, () => Tanh());
    private readonly ActivatedLinear<ReLU> b = new(64, 64, () => ReLU());
    private readonly ActivatedLinear<GELU> c = new(64, 64, () => GELU());
    private readonly Linear d = Linear(64, 8);

    public GenericBlockNet() : base("generic") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        return Finish(Body(x));

        Tensor Body(Tensor y) => c.call(b.call(a.call(y)));
        Tensor Finish(Tensor y) => d.call(y);
    }
}

public sealed class ActivatedLinear<TActivation> : Module<Tensor, Tensor>
    where TActivation : Module<Tensor, Tensor>
{
    private readonly Linear linear;
    private readonly TActivation activation;

    public ActivatedLinear(long from, long to, Func<TActivation> make) : base("activated")
    {
        linear = Linear(from, to);
        activation = make();
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => activation.call(linear.call(x));
}
