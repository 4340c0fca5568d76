using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>An encoder and a decoder, all matrices Xavier-uniform (Vaswani et al. 2017); tensors are (L, N, E).</summary>
public sealed class Transformer : Module<Tensor, Tensor, Tensor>
{
    private readonly TransformerStack _encoder;
    private readonly TransformerStack _decoder;

    internal Transformer(
        long d_model, long nhead, long num_encoder_layers, long num_decoder_layers, long dim_feedforward, double dropout, Activations activation)
        : base("torch::nn::TransformerImpl")
    {
        _encoder = new TransformerStack(new(false, d_model, nhead, dim_feedforward, dropout, activation), num_encoder_layers, d_model);
        _decoder = new TransformerStack(new(true, d_model, nhead, dim_feedforward, dropout, activation), num_decoder_layers, d_model);
        RegisterAll(_encoder.Create().Select(entry => ($"encoder.{entry.name}", entry.parameter)));
        RegisterAll(_decoder.Create().Select(entry => ($"decoder.{entry.name}", entry.parameter)));
        foreach (var parameter in _internal_params.Values.Where(parameter => parameter.Dimensions > 1))
        {
            init.xavier_uniform_(parameter);
        }
    }

    private protected override bool IsNative => true;

    public override Tensor forward(Tensor src, Tensor tgt) => Run(src, tgt, null, null, null, null, null, null);

    /// <summary>Runs without hooks.</summary>
    public Tensor call(
        Tensor src, Tensor tgt, Tensor src_mask, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? src_key_padding_mask = null,
        Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
        => Run(src, tgt, src_mask, tgt_mask, memory_mask, src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask);

    private Tensor Run(
        Tensor src, Tensor tgt, Tensor? src_mask, Tensor? tgt_mask, Tensor? memory_mask, Tensor? src_key_padding_mask,
        Tensor? tgt_key_padding_mask, Tensor? memory_key_padding_mask)
    {
        using var memory = _encoder.Encode(name => Own($"encoder.{name}"), src, src_mask, src_key_padding_mask, training);
        return _decoder.Decode(
            name => Own($"decoder.{name}"), tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, training);
    }
}
