using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Residual;

[Example("10 blocks x + W₂ gelu(W₁ LN(x))", 64, 64)]
public class PreNormMlp : Module<Tensor, Tensor>
{
    private readonly Sequential blocks = Sequential(Enumerable.Range(0, 10).Select(i => ($"{i}", (Module<Tensor, Tensor>)new Mix(64, 256))).ToArray());
    private readonly LayerNorm final = LayerNorm(64);
    private readonly Linear head = Linear(64, 10);

    public PreNormMlp() : base("pre-norm") => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(final.call(blocks.call(x)));
}

internal sealed class Mix : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;
    private readonly Linear up;
    private readonly GELU gelu;
    private readonly Linear down;

    public Mix(int width, int inner) : base("mix")
    {
        norm = LayerNorm(width);
        up = Linear(width, inner);
        gelu = GELU();
        down = Linear(inner, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = torch.NewDisposeScope();
        var h = norm.call(input);
        h = up.call(h);
        h = gelu.call(h);
        h = down.call(h);
        return (input + h).MoveToOuterDisposeScope();
    }
}
