using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>One post-normalized encoder or decoder layer (Vaswani et al. 2017, section 3.1) over the parameters that a native layer holds.</summary>
internal sealed class TransformerBlock
{
    private readonly bool _isDecoder;
    private readonly long _dimension;
    private readonly long _feedForward;
    private readonly double _dropout;
    private readonly Activations _activation;
    private readonly AttentionWeights _attention;

    internal TransformerBlock(bool isDecoder, long d_model, long nhead, long dim_feedforward, double dropout, Activations activation)
    {
        _isDecoder = isDecoder;
        _dimension = d_model;
        _feedForward = dim_feedforward;
        _dropout = dropout;
        _activation = activation;
        _attention = new AttentionWeights(d_model, nhead, dropout);
    }

    internal IEnumerable<(string name, Parameter parameter)> Create()
    {
        foreach (var attention in _isDecoder ? new[] { "self_attn", "multihead_attn" } : ["self_attn"])
        {
            foreach (var (name, parameter) in _attention.Create())
            {
                yield return ($"{attention}.{name}", parameter);
            }
        }

        var inner = DefaultInitialization.Weight([_feedForward, _dimension], null, null);
        yield return ("linear1.weight", inner);
        yield return ("linear1.bias", DefaultInitialization.Bias(inner, _feedForward, null, null));
        var outer = DefaultInitialization.Weight([_dimension, _feedForward], null, null);
        yield return ("linear2.weight", outer);
        yield return ("linear2.bias", DefaultInitialization.Bias(outer, _dimension, null, null));
        for (var i = 1; i <= (_isDecoder ? 3 : 2); i++)
        {
            foreach (var (name, parameter) in CreateNorm(_dimension))
            {
                yield return ($"norm{i}.{name}", parameter);
            }
        }
    }

    internal static IEnumerable<(string name, Parameter parameter)> CreateNorm(long dimension)
    {
        yield return ("weight", DefaultInitialization.Constant(1, [dimension], null, null));
        yield return ("bias", DefaultInitialization.Constant(0, [dimension], null, null));
    }

    internal static Tensor Norm(Func<string, Parameter?> own, string name, Tensor input)
        => functional.layer_norm(input, [input.shape[^1]], own($"{name}.weight"), own($"{name}.bias"));

    internal Tensor Encode(Func<string, Parameter?> own, Tensor src, Tensor? mask, Tensor? padding, bool training)
    {
        using var scope = NewDisposeScope();
        var x = Norm(own, "norm1", src + Attended(own, "self_attn", src, src, mask, padding, training));
        return Norm(own, "norm2", x + FedForward(own, x, training)).MoveToOuterDisposeScope();
    }

    internal Tensor Decode(
        Func<string, Parameter?> own, Tensor tgt, Tensor memory, Tensor? mask, Tensor? memoryMask, Tensor? padding, Tensor? memoryPadding,
        bool training)
    {
        using var scope = NewDisposeScope();
        var x = Norm(own, "norm1", tgt + Attended(own, "self_attn", tgt, tgt, mask, padding, training));
        x = Norm(own, "norm2", x + Attended(own, "multihead_attn", x, memory, memoryMask, memoryPadding, training));
        return Norm(own, "norm3", x + FedForward(own, x, training)).MoveToOuterDisposeScope();
    }

    private Tensor Attended(
        Func<string, Parameter?> own, string name, Tensor query, Tensor source, Tensor? mask, Tensor? padding, bool training)
    {
        var (output, _) = _attention.Attend(part => own($"{name}.{part}"), query, source, source, padding, mask, training);
        return functional.dropout(output, _dropout, training);
    }

    private Tensor FedForward(Func<string, Parameter?> own, Tensor x, bool training)
    {
        var inner = functional.linear(x, own("linear1.weight")!, own("linear1.bias"));
        var active = _activation == Activations.GELU ? functional.gelu(inner) : functional.relu(inner);
        var outer = functional.linear(functional.dropout(active, _dropout, training), own("linear2.weight")!, own("linear2.bias"));
        return functional.dropout(outer, _dropout, training);
    }
}
