using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("LSTMCell in a loop over time, its states stacked, a label at every step", 16, 9, 5, IsSeen = true)]
public sealed class LstmCellTagger : Module<Tensor, Tensor>
{
    private readonly LSTMCell cell = LSTMCell(5, 24);
    private readonly Linear label = Linear(24, 3);

    public LstmCellTagger()
        : base("tagger") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        Tensor h = zeros(x.shape[0], 24), c = zeros(x.shape[0], 24);
        var states = new List<Tensor>();
        for (long t = 0; t < x.shape[1]; t++)
        {
            (h, c) = cell.call(x[TensorIndex.Colon, t, TensorIndex.Colon], (h, c));
            states.Add(h);
        }

        return label.call(stack(states, 1));
    }
}
