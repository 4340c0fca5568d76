using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("Two stacked LSTM modules with dropout between, one value out", 64, 18, 7, Objective = Objective.Regression)]
public class LstmRegressor : Module<Tensor, Tensor>
{
    private readonly LSTM lower = LSTM(7, 36, batchFirst: true);
    private readonly Dropout dropout = Dropout(0.2);
    private readonly LSTM upper = LSTM(36, 36, batchFirst: true);
    private readonly Linear value = Linear(36, 1);

    public LstmRegressor() : base("forecast") => RegisterComponents();

    public override Tensor forward(Tensor series)
    {
        var (a, _, _) = lower.call(series);
        a = dropout.call(a);
        var (b, _, _) = upper.call(a);
        var last = b.slice(1, b.shape[1] - 1, b.shape[1], 1).squeeze(1);
        return value.call(last);
    }
}
