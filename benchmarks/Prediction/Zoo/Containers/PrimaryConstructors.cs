using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("Blocks with primary constructors, parameters captured in field initialisers and in forward", 64, 18)]
public class PrimaryConstructors : Module<Tensor, Tensor>
{
    private readonly Dense up = new(18, 70), across = new(70, 70, negate: true), down = new(70, 4, last: true);

    public PrimaryConstructors() : base("primary") => RegisterComponents();

    public override Tensor forward(Tensor x) => down.call(across.call(up.call(x)));

    private sealed class Dense(int inputs, int outputs, bool last = false, bool negate = false) : Module<Tensor, Tensor>("dense")
    {
        private readonly Linear linear = Linear(inputs, outputs);

        public override Tensor forward(Tensor x)
        {
            var z = linear.call(x);
            if (last) return z;
            return negate ? -z.sigmoid() : z.sigmoid();
        }
    }
}
