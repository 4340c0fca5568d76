using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Self-attention and a feed-forward network, each with a skip path and a normalization after it; tensors are (L, N, E).</summary>
public sealed class TransformerEncoderLayer : Module<Tensor, Tensor>, IModule<Tensor, Tensor, Tensor>, IModule<Tensor, Tensor, Tensor, Tensor>
{
    internal TransformerEncoderLayer(long d_model, long nhead, long dim_feedforward, double dropout, Activations activation)
        : base("torch::nn::TransformerEncoderLayerImpl")
    {
        Block = new TransformerBlock(false, d_model, nhead, dim_feedforward, dropout, activation);
        RegisterAll(Block.Create());
    }

    internal TransformerBlock Block { get; }

    private protected override bool IsNative => true;

    public override Tensor forward(Tensor src) => Block.Encode(Own, src, null, null, training);

    /// <summary>Runs without hooks.</summary>
    public Tensor call(Tensor src, Tensor src_mask) => Block.Encode(Own, src, src_mask, null, training);

    /// <inheritdoc cref="call(Tensor, Tensor)"/>
    public Tensor call(Tensor src, Tensor src_mask, Tensor src_key_padding_mask) => Block.Encode(Own, src, src_mask, src_key_padding_mask, training);
}

/// <summary>Layers that all start with a copy of the given one's parameters.</summary>
public sealed class TransformerEncoder : Module<Tensor, Tensor, Tensor, Tensor>, IModule<Tensor, Tensor, Tensor>, IModule<Tensor, Tensor>
{
    private readonly TransformerStack _stack;

    internal TransformerEncoder(TransformerEncoderLayer encoder_layer, long num_layers)
        : base("torch::nn::TransformerEncoderImpl")
    {
        _stack = new TransformerStack(encoder_layer.Block, num_layers, normDimension: null);
        RegisterAll(_stack.Copies(encoder_layer));
    }

    private protected override bool IsNative => true;

    public Tensor call(Tensor src) => base.call(src, null!, null!);

    public Tensor call(Tensor src, Tensor src_mask) => base.call(src, src_mask, null!);

    public override Tensor forward(Tensor src, Tensor src_mask, Tensor src_key_padding_mask)
        => _stack.Encode(Own, src, src_mask, src_key_padding_mask, training);

    public enum Activations
    {
        ReLU = 0,
        GELU = 1,
    }
}
