using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Regularized;

[Example("Dropout on the input and once before the head", 64, 256)]
public class InputDropout : Module<Tensor, Tensor>
{
    private readonly Dropout noise = Dropout(0.2);
    private readonly Dropout drop = Dropout();
    private readonly Linear wide = Linear(256, 300);
    private readonly Linear narrow = Linear(300, 60);
    private readonly Linear classes = Linear(60, 12);

    public InputDropout() : base("input-dropout") => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        using var _ = NewDisposeScope();
        var x = noise.call(input);
        x = functional.elu(wide.call(x), 1.0);
        x = functional.elu(narrow.call(x), 1.0);
        x = drop.call(x);
        return classes.call(x).MoveToOuterDisposeScope();
    }
}
