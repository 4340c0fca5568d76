using System.Diagnostics.CodeAnalysis;
using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Rows of a table, picked by their indices.</summary>
public sealed class Embedding : Module<Tensor, Tensor>
{
    private readonly long _padding;
    private readonly double? _maxNorm;
    private readonly double _normType;
    private readonly bool _scaleGradByFrequency;
    private readonly bool _sparse;

    internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
        : base("torch::nn::EmbeddingImpl")
    {
        RegisterAll([(nameof(weight), weight)]);
        _padding = padding_idx is { } index ? (index < 0 ? index + weight.shape[0] : index) : -1;
        _maxNorm = max_norm;
        _normType = norm_type;
        _scaleGradByFrequency = scale_grad_by_freq;
        _sparse = sparse;
    }

    [DisallowNull]
    public Parameter? weight
    {
        get => Fresh(nameof(weight));
        set => ConditionallyRegisterParameter(nameof(weight), value);
    }

    private protected override bool IsNative => true;

    public override Tensor forward(Tensor input)
    {
        var table = Own(nameof(weight))!;
        if (_maxNorm is { } limit)
        {
            using var gradients = no_grad();
            using var indices = input.contiguous();
            Aten.CallInPlace("embedding_renorm_", table, indices, limit, _normType);
        }

        return Aten.Call("embedding", table, input, _padding, _scaleGradByFrequency, _sparse);
    }

    /// <summary>Standard normal, with zeros for the padding.</summary>
    internal static Parameter InitialTable(long rows, long columns, long? padding_idx, Device? device, ScalarType? dtype)
    {
        var table = DefaultInitialization.Normal([rows, columns], device, dtype);
        if (padding_idx is { } index)
        {
            using var gradients = no_grad();
            using var row = Aten.Call("select.int", table, 0L, index);
            row.zero_();
        }

        return table;
    }
}
