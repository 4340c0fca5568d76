using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Initializers;

[Example("9 × Linear + LeakyReLU(0.1), kaiming_uniform_ with its slope", 64, 64)]
public class KaimingLeaky : Module<Tensor, Tensor>
{
    private const double Slope = 0.1;
    private readonly Sequential net;

    public KaimingLeaky() : base("leaky")
    {
        var parts = Enumerable.Repeat(64L, 8).Select(n => Layer(n, n)).Append(Linear(64, 10)).ToList();
        net = Sequential(parts);
        RegisterComponents();

        Module<Tensor, Tensor> Layer(long n, long m)
        {
            var linear = Linear(n, m, hasBias: false);
            init.kaiming_uniform_(linear.weight, a: Slope);
            return Sequential(linear, LeakyReLU(Slope));
        }
    }

    public override Tensor forward(Tensor x) => net.call(x);
}
