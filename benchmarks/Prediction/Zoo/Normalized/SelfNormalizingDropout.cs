using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("SELU with AlphaDropout, weights by a loop over named_parameters", 64, 20, IsSeen = true)]
public sealed class SelfNormalizingDropout : Module<Tensor, Tensor>
{
    private readonly Sequential body;

    public SelfNormalizingDropout()
        : base("selu")
    {
        body = Sequential(Enumerable.Range(0, 6)
            .SelectMany(i => new (string, Module<Tensor, Tensor>)[] { ($"linear{i}", Linear(i == 0 ? 20 : 64, 64)), ($"selu{i}", SELU()), ($"drop{i}", AlphaDropout(0.05)) })
            .Append(("out", Linear(64, 3)))
            .ToArray());
        RegisterComponents();
        foreach (var (name, parameter) in body.named_parameters())
        {
            if (name.EndsWith("weight"))
                init.kaiming_normal_(parameter, nonlinearity: init.NonlinearityType.Linear);
            else if (name.EndsWith("bias"))
                init.zeros_(parameter);
        }
    }

    public override Tensor forward(Tensor x) => body.call(x);
}
