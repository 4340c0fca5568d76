using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Temporal;

/// <summary>The reference TCN, its small initialisation included.</summary>
[Example("TCN, reference initialisation", 32, 4, 48)]
internal sealed class ReferenceTcn : Module<Tensor, Tensor>
{
    private readonly Sequential tcn;
    private readonly Linear linear;

    public ReferenceTcn(int kernel = 3, double dropout = 0.2) : base("TCN")
    {
        var num_channels = new[] { 16, 16, 24, 24 };
        var layers = new List<Module<Tensor, Tensor>>();
        for (int i = 0; i < num_channels.Length; i++)
        {
            int dilation = 1 << i;
            int inputs = i == 0 ? 4 : num_channels[i - 1];
            layers.Add(new TemporalBlock(inputs, num_channels[i], kernel, dilation, dropout));
        }

        tcn = Sequential(layers);
        linear = Linear(num_channels[^1], 5);
        RegisterComponents();
    }

    public override Tensor forward(Tensor inputs)
    {
        var y1 = tcn.call(inputs);
        return linear.call(y1.select(-1, y1.shape[2] - 1));
    }
}

/// <summary>Cuts what padding added on the right.</summary>
internal sealed class Chomp1d(long chomp) : Module<Tensor, Tensor>("chomp")
{
    public override Tensor forward(Tensor x) => x.narrow(2, 0, x.shape[2] - chomp).contiguous();
}

internal sealed class TemporalBlock : Module<Tensor, Tensor>
{
    private readonly Sequential net;
    private readonly Conv1d? downsample;

    public TemporalBlock(int n_inputs, int n_outputs, int kernel_size, int dilation, double dropout) : base("TemporalBlock")
    {
        int padding = (kernel_size - 1) * dilation;
        net = Sequential(
            Conv1d(n_inputs, n_outputs, kernel_size, stride: 1, padding: padding, dilation: dilation), new Chomp1d(padding), ReLU(), Dropout(dropout),
            Conv1d(n_outputs, n_outputs, kernel_size, stride: 1, padding: padding, dilation: dilation), new Chomp1d(padding), ReLU(), Dropout(dropout));
        downsample = n_inputs != n_outputs ? Conv1d(n_inputs, n_outputs, 1) : null;
        InitWeights();
        RegisterComponents();
    }

    private void InitWeights()
    {
        foreach (var conv in net.children().OfType<Conv1d>())
            init.normal_(conv.weight, 0, 0.01);
        if (downsample != null)
            init.normal_(downsample.weight, 0, 0.01);
    }

    public override Tensor forward(Tensor x)
    {
        var y = net.call(x);
        var res = downsample == null ? x : downsample.call(x);
        return F.relu(y + res);
    }
}
