using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

[Example("Embedding, 2 × TransformerEncoderLayer, mean over the sequence", 12, 64, Vocabulary = 100)]
public class EncoderClassifier : Module<Tensor, Tensor>
{
    private readonly Embedding embedding = Embedding(100, 32);
    private readonly TransformerEncoder encoder;
    private readonly Linear decoder = Linear(32, 6);

    public EncoderClassifier() : base("encoder")
    {
        var layer = TransformerEncoderLayer(32, 4, 64, dropout: 0.1);
        encoder = TransformerEncoder(layer, 2);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        using var embedded = embedding.call(tokens) * Math.Sqrt(32);
        using var encoded = encoder.call(embedded);
        return decoder.call(encoded.mean([0]));
    }
}
