using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Containers;

public abstract class SignalEncoder : Module<Tensor, Tensor>
{
    protected SignalEncoder(string name) : base(name) { }

    public abstract int OutputSize { get; }
}

public sealed class ConvSignalEncoder : SignalEncoder
{
    private readonly Sequential layers;

    public override int OutputSize { get; }

    public ConvSignalEncoder(int channels, params int[] widths) : base("conv")
    {
        layers = Sequential();
        foreach (var (w, i) in widths.Select((w, i) => (w, i)))
        {
            layers.append($"conv{i}", Conv1d(channels, w, 5, padding: 2));
            layers.append($"norm{i}", BatchNorm1d(w));
            layers.append($"act{i}", LeakyReLU(0.1));
            layers.append($"pool{i}", MaxPool1d(2));
            channels = w;
        }

        OutputSize = channels;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => layers.call(x).mean(new long[] { 2 });
}

public sealed class EncoderHead<TEncoder> : Module<Tensor, Tensor> where TEncoder : SignalEncoder
{
    private readonly TEncoder encoder;
    private readonly Linear hidden, logits;

    public EncoderHead(TEncoder encoder, int classes) : base("head")
    {
        this.encoder = encoder;
        hidden = Linear(encoder.OutputSize, 32);
        logits = Linear(32, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => logits.call(F.dropout(F.relu(hidden.call(encoder.call(x))), 0.2, training));
}

[Example("Encoder handed to a generic head, its width an overridden property", 16, 3, 64, IsSeen = true)]
public class HeartbeatNet : Module<Tensor, Tensor>
{
    private readonly EncoderHead<ConvSignalEncoder> net = new(new ConvSignalEncoder(3, 16, 32, 64), 5);

    public HeartbeatNet() : base("heartbeat") => RegisterComponents();

    public override Tensor forward(Tensor x) => net.call(x);
}
