using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.utils.rnn;

namespace TorchSharp.Modules;

/// <summary>Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000.</summary>
public sealed class LSTM : Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>
{
    private readonly RecurrentWeights _weights;

    internal LSTM(
        long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device,
        ScalarType? dtype)
        : base("torch::nn::LSTMImpl")
    {
        _weights = new RecurrentWeights(4, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional);
        RegisterAll(_weights.Create(device, dtype));
    }

    private protected override bool IsNative => true;

    /// <summary>Output of every step, the last state and the last cell (layers × directions, N, hidden).</summary>
    public override (Tensor, Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0 = null)
    {
        using var zeros = h0_c0 is null ? _weights.Zeros(input) : null;
        var (hidden, cell) = h0_c0 ?? (zeros!, zeros!);
        var results = _weights.Run("lstm", input, Argument.List([hidden, cell]), _internal_params.Values, training);
        return (results[0], results[1], results[2]);
    }

    public new (Tensor, Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

    /// <summary>Runs without hooks.</summary>
    public (PackedSequence, Tensor, Tensor) call(PackedSequence input, (Tensor, Tensor)? h0_c0 = null)
    {
        using var zeros = h0_c0 is null ? _weights.Zeros(input) : null;
        var (hidden, cell) = h0_c0 is var (h0, c0) ? (input.Sorted(h0), input.Sorted(c0)) : (zeros!, zeros!);
        var results = _weights.Run("lstm", input, Argument.List([hidden, cell]), _internal_params.Values, training);
        return (input.With(results[0]), input.Unsorted(results[1]), input.Unsorted(results[2]));
    }

    /// <summary>Nothing to do on the CPU.</summary>
    public void flatten_parameters()
    {
    }
}
