using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Autoencoders;

[Example("Linear 120 to 8 and back, two Sequentials, squared error", 64, 120, Objective = Objective.Regression)]
public class DenseAutoencoder : Module<Tensor, Tensor>
{
    private readonly Sequential encoder = Sequential(Linear(120, 60), ReLU(), Linear(60, 30), ReLU(), Linear(30, 8));
    private readonly Sequential decoder = Sequential(Linear(8, 30), ReLU(), Linear(30, 60), ReLU(), Linear(60, 120));

    public DenseAutoencoder() : base("ae") => RegisterComponents();

    public Tensor Encode(Tensor x) => encoder.call(x);

    public Tensor Decode(Tensor z) => decoder.call(z);

    public override Tensor forward(Tensor x) => Decode(Encode(x));
}
