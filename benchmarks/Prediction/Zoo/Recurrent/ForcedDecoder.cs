using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

/// <summary>Reads a sentence, then says it again, fed with the word that it should have said before.</summary>
[Example("GRU encoder and a GRUCell decoder that is told the words, one table for both", 24, 11, Vocabulary = 70)]
public class ForcedDecoder : Module<Tensor, Tensor>
{
    private readonly Embedding words;
    private readonly GRU reader;
    private readonly GRUCell speaker;
    private readonly Linear choice;

    public ForcedDecoder(int vocabulary = 70, int features = 20, int units = 30) : base("forced")
    {
        words = Embedding(vocabulary, features);
        reader = GRU(features, units, batchFirst: true);
        speaker = GRUCell(features, units);
        choice = Linear(units, vocabulary);
        RegisterComponents();
    }

    public override Tensor forward(Tensor sentence)
    {
        var state = reader.call(words.call(sentence)).Item2[0];
        var said = new List<Tensor>();
        for (var place = 0; place < 11; place++)
        {
            state = speaker.call(words.call(sentence[TensorIndex.Colon, place]), state);
            said.Add(choice.call(state));
        }

        return stack(said, dim: 1);
    }
}
