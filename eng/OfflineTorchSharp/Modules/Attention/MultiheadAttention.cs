using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Attention over tensors of shape (L, N, E); gives the attended values and the weights averaged over the heads.</summary>
public sealed class MultiheadAttention : Module<Tensor, Tensor, Tensor, Tensor?, bool, Tensor?, Tuple<Tensor, Tensor>>
{
    private readonly AttentionWeights _attention;

    internal MultiheadAttention(
        long embedded_dim, long num_heads, double dropout, bool bias, bool add_bias_kv, bool add_zero_attn, long? kdim, long? vdim)
        : base("torch::nn::MultiheadAttention")
    {
        _attention = new AttentionWeights(embedded_dim, num_heads, dropout, bias, add_bias_kv, add_zero_attn, kdim, vdim);
        RegisterAll(_attention.Create());
    }

    private protected override bool IsNative => true;

    public new Tuple<Tensor, Tensor> call(
        Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask = null, bool need_weights = true, Tensor? attn_mask = null)
        => base.call(query, key, value, key_padding_mask, need_weights, attn_mask);

    /// <remarks>Where the weights are not asked for, the second tensor is empty (IsInvalid).</remarks>
    public override Tuple<Tensor, Tensor> forward(
        Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, bool need_weights, Tensor? attn_mask)
    {
        var (output, weights) = _attention.Attend(Own, query, key, value, key_padding_mask, attn_mask, training);
        if (!need_weights)
        {
            weights.Dispose();
        }

        return Tuple.Create(output, weights);
    }
}
