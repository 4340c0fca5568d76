using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>
/// Multi-head attention (Vaswani et al. 2017, section 3.2.2) over the parameters that a native layer holds under a prefix;
/// tensors are (L, N, E).
/// </summary>
internal sealed class AttentionWeights
{
    private readonly long _dimension;
    private readonly long _heads;
    private readonly double _dropout;
    private readonly bool _bias;
    private readonly bool _biasKeyValue;
    private readonly bool _zeroAttention;
    private readonly long _keyDimension;
    private readonly long _valueDimension;

    internal AttentionWeights(
        long embedded_dim, long num_heads, double dropout, bool bias = true, bool add_bias_kv = false, bool add_zero_attn = false,
        long? kdim = null, long? vdim = null)
    {
        if (embedded_dim % num_heads != 0)
        {
            throw new System.Runtime.InteropServices.ExternalException("embed_dim must be divisible by num_heads");
        }

        _dimension = embedded_dim;
        _heads = num_heads;
        _dropout = dropout;
        _bias = bias;
        _biasKeyValue = add_bias_kv;
        _zeroAttention = add_zero_attn;
        _keyDimension = kdim ?? embedded_dim;
        _valueDimension = vdim ?? embedded_dim;
    }

    private bool SameDimensions => _keyDimension == _dimension && _valueDimension == _dimension;

    /// <summary>Projections Xavier-uniform, biases zero, the output like a linear layer.</summary>
    internal IEnumerable<(string name, Parameter parameter)> Create()
    {
        var output = DefaultInitialization.Weight([_dimension, _dimension], null, null);
        if (_bias)
        {
            // Overwritten below, but it takes its share of the random numbers.
            DefaultInitialization.Bias(output, _dimension, null, null).Dispose();
        }

        if (SameDimensions)
        {
            yield return ("in_proj_weight", DefaultInitialization.XavierUniform([3 * _dimension, _dimension]));
        }
        else
        {
            yield return ("q_proj_weight", DefaultInitialization.XavierUniform([_dimension, _dimension]));
            yield return ("k_proj_weight", DefaultInitialization.XavierUniform([_dimension, _keyDimension]));
            yield return ("v_proj_weight", DefaultInitialization.XavierUniform([_dimension, _valueDimension]));
        }

        if (_bias)
        {
            yield return ("in_proj_bias", DefaultInitialization.Constant(0, [3 * _dimension], null, null));
        }

        if (_biasKeyValue)
        {
            var deviation = Math.Sqrt(2.0 / (_dimension + 1));
            yield return ("bias_k", (Parameter)init.normal_(DefaultInitialization.Uninitialized([1, 1, _dimension], null, null), 0, deviation));
            yield return ("bias_v", (Parameter)init.normal_(DefaultInitialization.Uninitialized([1, 1, _dimension], null, null), 0, deviation));
        }

        yield return ("out_proj.weight", output);
        if (_bias)
        {
            yield return ("out_proj.bias", DefaultInitialization.Constant(0, [_dimension], null, null));
        }
    }

    /// <summary>The attended values (L, N, E) and the weights (N, L, S), averaged over the heads.</summary>
    /// <param name="own">The layer's parameters by name.</param>
    /// <param name="query">(L, N, E).</param>
    /// <param name="key">(S, N, kdim).</param>
    /// <param name="value">(S, N, vdim).</param>
    /// <param name="key_padding_mask">(N, S), true for a key to be left out.</param>
    /// <param name="attn_mask">(L, S) or (N heads, L, S), true for a pair to be left out, or numbers to be added.</param>
    /// <param name="training">Whether there is dropout.</param>
    internal (Tensor output, Tensor weights) Attend(
        Func<string, Parameter?> own, Tensor query, Tensor key, Tensor value, Tensor? key_padding_mask, Tensor? attn_mask, bool training)
    {
        using var scope = NewDisposeScope();
        var (targets, batch) = (query.shape[0], query.shape[1]);
        var (q, k, v) = Project(own, query, key, value);
        if (_biasKeyValue)
        {
            k = Appended(k, own("bias_k")!.expand(1, batch, _dimension));
            v = Appended(v, own("bias_v")!.expand(1, batch, _dimension));
            (attn_mask, key_padding_mask) = (Widened(attn_mask), Widened(key_padding_mask));
        }

        q = SplitIntoHeads(q * Math.Sqrt(1.0 / (_dimension / _heads)), batch);
        k = SplitIntoHeads(k, batch);
        v = SplitIntoHeads(v, batch);
        if (_zeroAttention)
        {
            k = cat([k, zeros([k.shape[0], 1, k.shape[2]], dtype: k.dtype, device: k.device)], 1);
            v = cat([v, zeros([v.shape[0], 1, v.shape[2]], dtype: v.dtype, device: v.device)], 1);
            (attn_mask, key_padding_mask) = (Widened(attn_mask), Widened(key_padding_mask));
        }

        var sources = k.shape[1];
        var scores = q.bmm(k.transpose(1, 2));
        if (attn_mask is not null)
        {
            scores = attn_mask.dtype == ScalarType.Bool ? scores.masked_fill(attn_mask, double.NegativeInfinity) : scores + attn_mask;
        }

        if (key_padding_mask is not null)
        {
            var mask = key_padding_mask.to(ScalarType.Bool).view(batch, 1, 1, sources);
            scores = scores.view(batch, _heads, targets, sources).masked_fill(mask, double.NegativeInfinity).view(batch * _heads, targets, sources);
        }

        var weights = functional.dropout(functional.softmax(scores, -1), _dropout, training);
        var attended = weights.bmm(v).transpose(0, 1).contiguous().view(targets, batch, _dimension);
        var output = functional.linear(attended, own("out_proj.weight")!, own("out_proj.bias"));
        var average = weights.view(batch, _heads, targets, sources).sum(1) / _heads;
        return (output.MoveToOuterDisposeScope(), average.MoveToOuterDisposeScope());
    }

    private (Tensor q, Tensor k, Tensor v) Project(Func<string, Parameter?> own, Tensor query, Tensor key, Tensor value)
    {
        var biases = own("in_proj_bias")?.chunk(3) ?? new Tensor?[3];
        var weights = SameDimensions
            ? own("in_proj_weight")!.chunk(3)
            : [own("q_proj_weight")!, own("k_proj_weight")!, own("v_proj_weight")!];
        return (functional.linear(query, weights[0], biases[0]), functional.linear(key, weights[1], biases[1]), functional.linear(value, weights[2], biases[2]));
    }

    /// <summary>(L, N, E) to (N heads, L, E / heads).</summary>
    private Tensor SplitIntoHeads(Tensor tensor, long batch)
        => tensor.contiguous().view(-1, batch * _heads, _dimension / _heads).transpose(0, 1);

    private static Tensor Appended(Tensor tensor, Tensor last) => cat([tensor, last], 0);

    /// <summary>A mask with one more source, which is let through.</summary>
    private static Tensor? Widened(Tensor? mask) => mask is null ? null : Aten.Call("constant_pad_nd", mask, new[] { 0L, 1L }, 0.0);
}
