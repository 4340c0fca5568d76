using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("Embedding, LSTM, last step of a batch-first sequence", 64, 20, Vocabulary = 200)]
public class LstmClassifier : Module<Tensor, Tensor>
{
    private readonly Embedding word_embeddings;
    private readonly LSTM lstm;
    private readonly Linear hidden2tag;

    public LstmClassifier(int vocabulary = 200, int embedding = 48, int hidden = 64, int tags = 5) : base("lstm")
    {
        word_embeddings = Embedding(vocabulary, embedding);
        lstm = LSTM(embedding, hidden, batchFirst: true);
        hidden2tag = Linear(hidden, tags);
        RegisterComponents();
    }

    public override Tensor forward(Tensor sentence)
    {
        var embeds = word_embeddings.call(sentence);
        var (lstm_out, h, c) = lstm.call(embeds);
        return hidden2tag.call(lstm_out[TensorIndex.Colon, -1]);
    }
}
