using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Normalized;

[Example("Cosine classifier with learnt temperature: normalised features against normalised class weights", 64, 3, 12, 12, IsSeen = true)]
public class CosineHead : Module<Tensor, Tensor>
{
    private readonly Sequential backbone;
    private readonly Parameter prototypes;
    private readonly Parameter logTemperature;

    public CosineHead() : base("cosine")
    {
        backbone = Sequential(
            Conv2d(3, 16, 3, padding: 1), BatchNorm2d(16), ReLU(), MaxPool2d(2),
            Conv2d(16, 32, 3, padding: 1), BatchNorm2d(32), ReLU(), AdaptiveAvgPool2d(1), Flatten(),
            Linear(32, 24));
        prototypes = Parameter(empty(10, 24));
        init.xavier_uniform_(prototypes);
        logTemperature = Parameter(tensor(2.0f));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var f = functional.normalize(backbone.call(x), dim: 1);
        var w = functional.normalize(prototypes, dim: 1);
        return functional.linear(f, w) * logTemperature.exp();
    }
}
