using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("Bidirectional LSTM, its steps weighed by additive attention and summed", 16, 15, Vocabulary = 200, IsSeen = true)]
public sealed class AttentiveLstm : Module<Tensor, Tensor>
{
    private readonly Embedding embed = Embedding(200, 24);
    private readonly LSTM lstm = LSTM(24, 20, batchFirst: true, bidirectional: true);
    private readonly Linear attend = Linear(40, 20);
    private readonly Linear score = Linear(20, 1, hasBias: false);
    private readonly Linear classify = Linear(40, 4);

    public AttentiveLstm()
        : base("attentive") => RegisterComponents();

    public override Tensor forward(Tensor tokens)
    {
        var (states, _, _) = lstm.call(embed.call(tokens));
        var weights = functional.softmax(score.call(attend.call(states).tanh()), dim: 1);
        return classify.call((weights * states).sum(1));
    }
}
