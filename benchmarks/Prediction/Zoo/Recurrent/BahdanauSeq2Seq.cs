using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Recurrent;

public class AdditiveAttention : Module<Tensor, Tensor, Tensor>
{
    private readonly Linear W1, W2, V;

    public AdditiveAttention(int units) : base("bahdanau")
    {
        W1 = Linear(units, units);
        W2 = Linear(units, units);
        V = Linear(units, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor query, Tensor values)
    {
        var score = V.call(tanh(W1.call(query.unsqueeze(1)) + W2.call(values)));
        var weights = F.softmax(score, 1);
        return (weights * values).sum(1);
    }
}

[Example("seq2seq: GRU encoder, GRUCell decoder with additive attention, teacher forcing on the reversed source, std 0.1", 16, 10, Vocabulary = 40, IsSeen = true)]
public class BahdanauSeq2Seq : Module<Tensor, Tensor>
{
    private readonly Embedding srcEmbedding, tgtEmbedding;
    private readonly GRU encoder;
    private readonly GRUCell decoder;
    private readonly AdditiveAttention attention;
    private readonly Linear bridge, generator;

    public BahdanauSeq2Seq() : base("seq2seq")
    {
        const int vocab = 40, dim = 32, units = 48;
        srcEmbedding = Embedding(vocab, dim);
        tgtEmbedding = Embedding(vocab, dim);
        encoder = GRU(dim, units, batchFirst: true);
        decoder = GRUCell(dim + units, units);
        attention = new AdditiveAttention(units);
        bridge = Linear(units, units);
        generator = Linear(2 * units + dim, vocab);
        RegisterComponents();
        init.normal_(srcEmbedding.weight, 0, 0.1);
        init.normal_(tgtEmbedding.weight, 0, 0.1);
    }

    public override Tensor forward(Tensor source)
    {
        var (memory, last) = encoder.call(srcEmbedding.call(source));
        var hidden = tanh(bridge.call(last.squeeze(0)));
        var target = source.flip(1);
        var start = torch.zeros(new[] { source.shape[0], 1L }, dtype: ScalarType.Int64);
        var shifted = cat([start, target.narrow(1, 0, target.shape[1] - 1)], 1);
        var inputs = tgtEmbedding.call(shifted);
        var outputs = new List<Tensor>();
        for (int t = 0; t < inputs.shape[1]; t++)
        {
            var word = inputs.select(1, t);
            var context = attention.call(hidden, memory);
            hidden = decoder.call(cat([word, context], -1), hidden);
            outputs.Add(generator.call(cat([hidden, context, word], -1)));
        }

        return stack(outputs, 1);
    }
}
