using TorchSharp.Dispatch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The shape of a recurrent network and its weights, in ATen's order: by layer, then by direction.</summary>
internal sealed class RecurrentWeights
{
    private readonly long _hiddenSize;
    private readonly long _layers;
    private readonly bool _bias;
    private readonly bool _batchFirst;
    private readonly double _dropout;
    private readonly bool _bidirectional;

    /// <param name="gates">How many matrices are stacked: 1 for a plain network, 3 for a GRU, 4 for an LSTM.</param>
    /// <param name="inputSize">Features of the input.</param>
    /// <param name="hiddenSize">Features of the state.</param>
    /// <param name="numLayers">Layers.</param>
    /// <param name="bias">Whether there are biases.</param>
    /// <param name="batchFirst">(N, L, C) rather than (L, N, C).</param>
    /// <param name="dropout">Between the layers.</param>
    /// <param name="bidirectional">Two directions.</param>
    internal RecurrentWeights(long gates, long inputSize, long hiddenSize, long numLayers, bool bias, bool batchFirst, double dropout, bool bidirectional)
    {
        Gates = gates;
        InputSize = inputSize;
        _hiddenSize = hiddenSize;
        _layers = numLayers;
        _bias = bias;
        _batchFirst = batchFirst;
        _dropout = dropout;
        _bidirectional = bidirectional;
    }

    internal long Gates { get; }

    internal long InputSize { get; }

    private int Directions => _bidirectional ? 2 : 1;

    /// <summary>Uniform in ±1/√hidden, all of them, under PyTorch's names (weight_ih_l0, …, bias_hh_l1_reverse).</summary>
    internal IEnumerable<(string name, Parameter parameter)> Create(Device? device, ScalarType? dtype)
    {
        var bound = 1 / Math.Sqrt(_hiddenSize);
        for (var layer = 0; layer < _layers; layer++)
        {
            var inputs = layer == 0 ? InputSize : _hiddenSize * Directions;
            for (var direction = 0; direction < Directions; direction++)
            {
                var suffix = $"_l{layer}{(direction == 1 ? "_reverse" : "")}";
                yield return ($"weight_ih{suffix}", Draw(Gates * _hiddenSize, inputs));
                yield return ($"weight_hh{suffix}", Draw(Gates * _hiddenSize, _hiddenSize));
                if (_bias)
                {
                    yield return ($"bias_ih{suffix}", Draw(Gates * _hiddenSize));
                    yield return ($"bias_hh{suffix}", Draw(Gates * _hiddenSize));
                }
            }
        }

        Parameter Draw(params long[] shape) => DefaultInitialization.Uniform(bound, shape, device, dtype);
    }

    /// <summary>The initial state where the user gives none.</summary>
    internal Tensor Zeros(Tensor input)
    {
        CheckDimensions(input);
        return Zeros(input, input.shape[_batchFirst ? 0 : 1]);
    }

    internal Tensor Zeros(nn.utils.rnn.PackedSequence input)
    {
        using var first = input.batch_sizes[0];
        return Zeros(input.data, first.item<long>());
    }

    /// <summary>Output and final states.</summary>
    internal Tensor[] Run(string op, Tensor input, Argument state, IEnumerable<Parameter> weights, bool training)
    {
        CheckDimensions(input);
        return Aten.CallMany($"{op}.input", input, state, Argument.List(weights), _bias, _layers, _dropout, training, _bidirectional, _batchFirst);
    }

    internal Tensor[] Run(string op, nn.utils.rnn.PackedSequence input, Argument state, IEnumerable<Parameter> weights, bool training)
        => Aten.CallMany(
            $"{op}.data", input.data, input.batch_sizes, state, Argument.List(weights), _bias, _layers, _dropout, training, _bidirectional);

    private Tensor Zeros(Tensor like, long batch)
        => torch.zeros(new[] { Directions * _layers, batch, _hiddenSize }, dtype: like.dtype, device: like.device);

    private static void CheckDimensions(Tensor input)
    {
        if (input.Dimensions != 3)
        {
            throw new System.Runtime.InteropServices.ExternalException($"input must have 3 dimensions, got {input.Dimensions}");
        }
    }
}
