using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>An encoder layer that also attends to what an encoder gave; tensors are (L, N, E).</summary>
public sealed class TransformerDecoderLayer : Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>, IModule<Tensor, Tensor, Tensor>
{
    internal TransformerDecoderLayer(long d_model, long nhead, long dim_feedforward, double dropout, Activations activation)
        : base("torch::nn::TransformerDecoderLayerImpl")
    {
        Block = new TransformerBlock(true, d_model, nhead, dim_feedforward, dropout, activation);
        RegisterAll(Block.Create());
    }

    internal TransformerBlock Block { get; }

    private protected override bool IsNative => true;

    public Tensor call(Tensor tgt, Tensor memory) => base.call(tgt, memory, null!, null!, null!, null!);

    public new Tensor call(
        Tensor tgt, Tensor memory, Tensor tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null,
        Tensor? memory_key_padding_mask = null)
        => base.call(tgt, memory, tgt_mask, memory_mask!, tgt_key_padding_mask!, memory_key_padding_mask!);

    public override Tensor forward(
        Tensor tgt, Tensor memory, Tensor tgt_mask, Tensor memory_mask, Tensor tgt_key_padding_mask, Tensor memory_key_padding_mask)
        => Block.Decode(Own, tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, training);
}

/// <inheritdoc cref="TransformerEncoder"/>
public sealed class TransformerDecoder : Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor>, IModule<Tensor, Tensor, Tensor>
{
    private readonly TransformerStack _stack;

    internal TransformerDecoder(TransformerDecoderLayer decoder_layer, long num_layers)
        : base("torch::nn::TransformerDecoderImpl")
    {
        _stack = new TransformerStack(decoder_layer.Block, num_layers, normDimension: null);
        RegisterAll(_stack.Copies(decoder_layer));
    }

    private protected override bool IsNative => true;

    public Tensor call(Tensor tgt, Tensor memory) => base.call(tgt, memory, null!, null!, null!, null!);

    public new Tensor call(
        Tensor tgt, Tensor memory, Tensor tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null,
        Tensor? memory_key_padding_mask = null)
        => base.call(tgt, memory, tgt_mask, memory_mask!, tgt_key_padding_mask!, memory_key_padding_mask!);

    public override Tensor forward(
        Tensor tgt, Tensor memory, Tensor tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null,
        Tensor? memory_key_padding_mask = null)
        => _stack.Decode(Own, tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, training);
}
