using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.utils.rnn;

namespace TorchSharp.Modules;

/// <summary>Cho et al. 2014, with the reset gate after the matrix product, as in cuDNN.</summary>
public sealed class GRU : Module<Tensor, Tensor?, (Tensor, Tensor)>
{
    private readonly RecurrentWeights _weights;

    internal GRU(
        long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional, Device? device,
        ScalarType? dtype)
        : base("torch::nn::GRUImpl")
    {
        _weights = new RecurrentWeights(3, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional);
        RegisterAll(_weights.Create(device, dtype));
    }

    private protected override bool IsNative => true;

    /// <summary>Output of every step, and the last state (layers × directions, N, hidden).</summary>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0 = null)
    {
        using var zeros = h0 is null ? _weights.Zeros(input) : null;
        var results = _weights.Run("gru", input, h0 ?? zeros, _internal_params.Values, training);
        return (results[0], results[1]);
    }

    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Runs without hooks.</summary>
    public (PackedSequence, Tensor) call(PackedSequence input, Tensor? h0 = null)
    {
        using var zeros = h0 is null ? _weights.Zeros(input) : null;
        var results = _weights.Run("gru", input, zeros ?? input.Sorted(h0!), _internal_params.Values, training);
        return (input.With(results[0]), input.Unsorted(results[1]));
    }

    /// <summary>Nothing to do on the CPU.</summary>
    public void flatten_parameters()
    {
    }
}
