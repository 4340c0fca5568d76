using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("Layers made by the subclass, run by an abstract base class", 64, 40)]
public sealed class BaseClassNet : FeedForward
{
    public BaseClassNet() : base(nameof(BaseClassNet), 40, 8)
    {
    }

    protected override IEnumerable<Module<Tensor, Tensor>> HiddenLayers(long inputs)
    {
        yield return Linear(inputs, 80);
        yield return ELU();
        yield return Linear(80, Width);
        yield return ELU();
        yield return Linear(Width, Width);
        yield return ELU();
    }
}

public abstract class FeedForward : Module<Tensor, Tensor>
{
    protected const long Width = 56;
    private readonly Sequential hidden;
    private readonly Linear output;

    protected FeedForward(string name, long inputs, long outputs) : base(name)
    {
        hidden = Sequential(HiddenLayers(inputs).ToArray());
        output = Linear(Width, outputs);
        RegisterComponents();
    }

    protected abstract IEnumerable<Module<Tensor, Tensor>> HiddenLayers(long inputs);

    public override Tensor forward(Tensor input) => output.call(hidden.call(input));
}
