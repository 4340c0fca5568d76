using System.Diagnostics.CodeAnalysis;
using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Sums, means or maxima of the rows of a table, over bags of indices.</summary>
public sealed class EmbeddingBag : Module<Tensor, Tensor?, Tensor?, Tensor>, IModule<Tensor, Tensor, Tensor>
{
    private readonly double? _maxNorm;
    private readonly double _normType;
    private readonly bool _scaleGradByFrequency;
    private readonly EmbeddingBagMode _mode;
    private readonly bool _sparse;
    private readonly bool _includeLastOffset;
    private readonly long? _padding;

    internal EmbeddingBag(
        Parameter weight, double? max_norm, double norm_type, bool scale_grad_by_freq, EmbeddingBagMode mode, bool sparse,
        bool include_last_offset, long padding_index)
        : base("torch::nn::EmbeddingBagImpl")
    {
        RegisterAll([(nameof(weight), weight)]);
        _maxNorm = max_norm;
        _normType = norm_type;
        _scaleGradByFrequency = scale_grad_by_freq;
        _mode = mode;
        _sparse = sparse;
        _includeLastOffset = include_last_offset;
        _padding = padding_index >= 0 ? padding_index : null;
    }

    [DisallowNull]
    public Parameter? weight
    {
        get => Fresh(nameof(weight));
        set => ConditionallyRegisterParameter(nameof(weight), value);
    }

    private protected override bool IsNative => true;

    public Tensor call(Tensor input) => call(input, null, null);

    public Tensor call(Tensor input, Tensor offsets) => call(input, offsets, null);

    /// <param name="input">Integers: one bag a row, or all bags in one vector.</param>
    /// <param name="offsets">Where each bag starts in the vector; null for a matrix.</param>
    /// <param name="perSampleWeights">A factor for each index, for sums only.</param>
    /// <exception cref="ArgumentException">The types or dimensions do not fit.</exception>
    public new Tensor call(Tensor input, Tensor? offsets, Tensor? perSampleWeights)
    {
        if (!input.is_integral())
        {
            throw new ArgumentException("Embedding input must be an integral tensor.", nameof(input));
        }

        if (offsets is not null && input.dtype != offsets.dtype)
        {
            throw new ArgumentException("input and offsets must have the same element type.", nameof(offsets));
        }

        if (input.Dimensions == 1 == offsets is null)
        {
            throw new ArgumentException("'offsets' must be non-null for a 1-D input and null for a 2-D input.", nameof(offsets));
        }

        return base.call(input, offsets, perSampleWeights);
    }

    public override Tensor forward(Tensor input, Tensor? offsets, Tensor? perSampleWeights)
    {
        using var scope = NewDisposeScope();
        var table = Own(nameof(weight))!;
        if (_maxNorm is { } limit)
        {
            using var gradients = no_grad();
            Aten.CallInPlace("embedding_renorm_", table, input.contiguous(), limit, _normType);
        }

        if (input.Dimensions == 2)
        {
            offsets = torch.arange(0, input.NumberOfElements, input.shape[1], dtype: input.dtype, device: input.device);
            input = Aten.Call("reshape", input, new[] { -1L });
            perSampleWeights = perSampleWeights is null ? null : Aten.Call("reshape", perSampleWeights, new[] { -1L });
        }

        var results = Aten.CallMany(
            "embedding_bag.padding_idx", table, input, offsets, _scaleGradByFrequency, (long)_mode, _sparse, perSampleWeights,
            _includeLastOffset, _padding);
        return results[0].MoveToOuterDisposeScope();
    }
}
