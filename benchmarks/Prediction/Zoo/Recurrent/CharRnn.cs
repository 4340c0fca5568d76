using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("Embedding, RNN over 24 steps, last state, Linear", 64, 24, Vocabulary = 60)]
public class CharRnn : Module<Tensor, Tensor>
{
    private readonly Embedding embedding = Embedding(60, 32);
    private readonly RNN rnn = RNN(32, 64, batchFirst: true);
    private readonly Linear output = Linear(64, 60);

    public CharRnn() : base("char-rnn") => RegisterComponents();

    public override Tensor forward(Tensor tokens)
    {
        var x = embedding.call(tokens);
        var (states, last) = rnn.call(x);
        return output.call(last.squeeze(0));
    }
}
