using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using TensorModule = TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>;

namespace GradGuard.Prediction.Zoo.Sequences;

[Example("two-layer LSTM, last step", 32, 20, 12)]
internal sealed class LstmLastStep : TensorModule
{
    private readonly LSTM lstm;
    private readonly Dropout drop;
    private readonly Linear fc;

    public LstmLastStep(long input_size = 12, long hidden_size = 32, long num_layers = 2, long num_classes = 4) : base(nameof(LstmLastStep))
    {
        lstm = LSTM(input_size, hidden_size, num_layers, batchFirst: true);
        drop = Dropout(0.25);
        fc = Linear(hidden_size, num_classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (output, _, _) = lstm.call(x);
        // last time step
        output = output[TensorIndex.Colon, -1, TensorIndex.Colon];
        return fc.call(drop.call(output));
    }
}
