using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

[Example("bidirectional GRU, a label for every token", 16, 18, Vocabulary = 60)]
internal sealed class TokenTagger : TensorModule
{
    private readonly Embedding emb = Embedding(60, 24, padding_idx: 0);
    private readonly GRU gru = GRU(24, 20, numLayers: 1, batchFirst: true, bidirectional: true);
    private readonly Linear tag = Linear(40, 9);

    public TokenTagger() : base("tagger") => RegisterComponents();

    public override Tensor forward(Tensor tokens)
    {
        var e = emb.call(tokens);
        var h = gru.call(e).Item1;
        return tag.call(h);
    }
}
