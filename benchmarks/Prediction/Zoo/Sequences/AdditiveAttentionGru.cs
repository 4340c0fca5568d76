using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>GRU encoder, additive attention, one answer.</summary>
[Example("additive attention over a GRU", 16, 14, 9)]
internal sealed class AdditiveAttentionGru : TensorModule
{
    private readonly GRU gru;
    private readonly Linear key, query, score, answer;

    public AdditiveAttentionGru(int d = 28, int a = 16) : base("bahdanau")
    {
        gru = GRU(9, d, batchFirst: true);
        key = Linear(d, a, hasBias: false);
        query = Linear(d, a, hasBias: false);
        score = Linear(a, 1, hasBias: false);
        answer = Linear(2 * d, 8);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (states, last) = gru.call(x);
        var q = last.squeeze(0).unsqueeze(1);
        var e = score.call(tanh(key.call(states) + query.call(q)));
        var alpha = functional.softmax(e, dim: 1);
        var context = (alpha * states).sum(1);
        return answer.call(cat([context, q.squeeze(1)], -1));
    }
}
