using GradGuard.Detection.Problems;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>The mean of token embeddings, classified; most rows of the embedding have no gradient in a batch.</summary>
internal sealed class WordBag : Module<Tensor, Tensor>
{
    private readonly Embedding words;
    private readonly Linear hidden = Linear(8, 16);
    private readonly Linear head = Linear(16, 2);

    public WordBag(int vocabulary = Series.Vocabulary)
        : base(nameof(WordBag))
    {
        words = Embedding(vocabulary, 8);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => head.call(hidden.call(words.call(input).mean([1])).relu());
}
