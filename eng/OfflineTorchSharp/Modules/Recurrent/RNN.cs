using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.utils.rnn;

namespace TorchSharp.Modules;

/// <summary>h' = tanh or ReLU of (W_ih x + b_ih + W_hh h + b_hh) (Elman 1990).</summary>
public sealed class RNN : Module<Tensor, Tensor?, (Tensor, Tensor)>
{
    private readonly RecurrentWeights _weights;
    private readonly string _op;

    internal RNN(
        long inputSize, long hiddenSize, long numLayers, NonLinearities nonLinearity, bool bias, bool batchFirst, double dropout,
        bool bidirectional, Device? device, ScalarType? dtype)
        : base("torch::nn::RNNImpl")
    {
        _op = nonLinearity == NonLinearities.ReLU ? "rnn_relu" : "rnn_tanh";
        _weights = new RecurrentWeights(1, inputSize, hiddenSize, numLayers, bias, batchFirst, dropout, bidirectional);
        RegisterAll(_weights.Create(device, dtype));
    }

    private protected override bool IsNative => true;

    /// <summary>Output of every step, and the last state (layers × directions, N, hidden).</summary>
    public override (Tensor, Tensor) forward(Tensor input, Tensor? h0)
    {
        using var zeros = h0 is null ? _weights.Zeros(input) : null;
        var results = _weights.Run(_op, input, h0 ?? zeros, _internal_params.Values, training);
        return (results[0], results[1]);
    }

    public new (Tensor, Tensor) call(Tensor input, Tensor? h0 = null) => base.call(input, h0);

    /// <summary>Runs without hooks.</summary>
    public (PackedSequence, Tensor) call(PackedSequence input, Tensor? h0 = null)
    {
        using var zeros = h0 is null ? _weights.Zeros(input) : null;
        var results = _weights.Run(_op, input, zeros ?? input.Sorted(h0!), _internal_params.Values, training);
        return (input.With(results[0]), input.Unsorted(results[1]));
    }

    /// <summary>Nothing to do on the CPU.</summary>
    public void flatten_parameters()
    {
    }

    public Parameter? get_weight_ih(long idx) => Fresh($"weight_ih_l{idx}");

    public Parameter? get_weight_hh(long idx) => Fresh($"weight_hh_l{idx}");

    public Parameter? get_bias_ih(long idx) => Fresh($"bias_ih_l{idx}");

    public Parameter? get_bias_hh(long idx) => Fresh($"bias_hh_l{idx}");
}
