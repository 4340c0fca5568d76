using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("LSTM with a label at every step", 64, 20, 16)]
public class SequenceTagger : Module<Tensor, Tensor>
{
    private readonly Linear project = Linear(16, 40);
    private readonly LSTM lstm = LSTM(40, 40, batchFirst: true);
    private readonly Linear tag = Linear(40, 9);

    public SequenceTagger() : base("tagger") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = project.call(x).tanh();
        (x, _, _) = lstm.call(x);
        return tag.call(x);
    }
}
