using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("WaveNet: dilated tanh · sigmoid gates, residual path and a sum of skips", 8, 1, 48, Objective = Objective.Regression, IsSeen = true)]
public sealed class WaveNetSmall : Module<Tensor, Tensor>
{
    private readonly Conv1d input, hidden, output;
    private readonly ModuleList<Conv1d> filters = [], gates = [], residuals = [], skips = [];

    public WaveNetSmall(int layers = 5, int channels = 16, int skipChannels = 24)
        : base("wavenet")
    {
        input = Conv1d(1, channels, 1);
        for (var i = 0; i < layers; i++)
        {
            var dilation = (long)Math.Pow(2, i);
            filters.Add(Conv1d(channels, channels, 3, dilation: dilation, padding: dilation));
            gates.Add(Conv1d(channels, channels, 3, dilation: dilation, padding: dilation));
            residuals.Add(Conv1d(channels, channels, 1));
            skips.Add(Conv1d(channels, skipChannels, 1));
        }

        hidden = Conv1d(skipChannels, skipChannels, 1);
        output = Conv1d(skipChannels, 1, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = input.call(x);
        Tensor? total = null;
        for (var i = 0; i < filters.Count; i++)
        {
            var z = tanh(filters[i].call(x)) * sigmoid(gates[i].call(x));
            var skip = skips[i].call(z);
            total = total is null ? skip : total + skip;
            x = x + residuals[i].call(z);
        }

        return output.call(functional.relu(hidden.call(functional.relu(total!))));
    }
}
