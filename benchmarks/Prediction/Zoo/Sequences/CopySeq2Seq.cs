using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

/// <summary>Encoder's state seeds a decoder that eats what it said before.</summary>
[Example("sequence to sequence with LSTMs", 16, 10, Vocabulary = 40)]
internal sealed class CopySeq2Seq : TensorModule
{
    private sealed class Encoder : Module<Tensor, (Tensor h, Tensor c)>
    {
        private readonly LSTM rnn;

        public Encoder(long e, long h) : base("encoder")
        {
            rnn = LSTM(e, h, batchFirst: true);
            RegisterComponents();
        }

        public override (Tensor h, Tensor c) forward(Tensor x)
        {
            var (_, h, c) = rnn.call(x);
            return (h.squeeze(0), c.squeeze(0));
        }
    }

    private sealed class Decoder : Module<Tensor, (Tensor, Tensor), (Tensor, (Tensor, Tensor))>
    {
        private readonly LSTMCell cell;
        private readonly Linear project;

        public Decoder(long e, long h, long vocab) : base("decoder")
        {
            cell = LSTMCell(e, h);
            project = Linear(h, vocab);
            RegisterComponents();
        }

        public override (Tensor, (Tensor, Tensor)) forward(Tensor input, (Tensor, Tensor) state)
        {
            var next = cell.call(input, state);
            return (project.call(next.Item1), next);
        }
    }

    private readonly Embedding embed;
    private readonly Encoder encoder;
    private readonly Decoder decoder;

    public CopySeq2Seq(long vocab = 40, long width = 24) : base("seq2seq")
    {
        embed = Embedding(vocab, width);
        encoder = new Encoder(width, width);
        decoder = new Decoder(width, width, vocab);
        RegisterComponents();
    }

    public override Tensor forward(Tensor source)
    {
        (Tensor, Tensor) state = encoder.call(embed.call(source));
        var length = source.shape[1];
        var input = embed.call(zeros_like(source.select(1, 0)));
        var logits = new Tensor[length];
        for (var t = 0; t < length; t++)
        {
            (logits[t], state) = decoder.call(input, state);
            input = embed.call(source.select(1, t)); // teacher forcing
        }

        return stack(logits, 1);
    }
}
