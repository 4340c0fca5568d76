using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Layers of one kind, named layers.0, layers.1, …, with a last normalization where there is one.</summary>
internal sealed class TransformerStack(TransformerBlock block, long layers, long? normDimension)
{
    /// <summary>Each layer with parameters of its own.</summary>
    internal IEnumerable<(string name, Parameter parameter)> Create()
        => Layers(block.Create)
            .Concat(normDimension is { } dimension ? TransformerBlock.CreateNorm(dimension).Select(entry => ($"norm.{entry.name}", entry.parameter)) : []);

    /// <summary>Each layer with a copy of the parameters that a layer has.</summary>
    internal IEnumerable<(string name, Parameter parameter)> Copies(Module layer)
        => Layers(() => layer.named_parameters().Select(entry => (entry.name, new Parameter(entry.parameter.detach().clone(), entry.parameter.requires_grad))));

    internal Tensor Encode(Func<string, Parameter?> own, Tensor src, Tensor? mask, Tensor? padding, bool training)
        => Run(own, src, (part, x) => block.Encode(part, x, mask, padding, training));

    internal Tensor Decode(
        Func<string, Parameter?> own, Tensor tgt, Tensor memory, Tensor? mask, Tensor? memoryMask, Tensor? padding, Tensor? memoryPadding,
        bool training)
        => Run(own, tgt, (part, x) => block.Decode(part, x, memory, mask, memoryMask, padding, memoryPadding, training));

    private IEnumerable<(string name, Parameter parameter)> Layers(Func<IEnumerable<(string, Parameter)>> create)
    {
        for (var i = 0; i < layers; i++)
        {
            foreach (var (name, parameter) in create())
            {
                yield return ($"layers.{i}.{name}", parameter);
            }
        }
    }

    private Tensor Run(Func<string, Parameter?> own, Tensor input, Func<Func<string, Parameter?>, Tensor, Tensor> layer)
    {
        using var scope = NewDisposeScope();
        var x = input;
        for (var i = 0; i < layers; i++)
        {
            var prefix = $"layers.{i}.";
            x = layer(name => own(prefix + name), x);
        }

        x = normDimension is null ? x : TransformerBlock.Norm(own, "norm", x);
        return ReferenceEquals(x, input) ? input.alias().MoveToOuterDisposeScope() : x.MoveToOuterDisposeScope();
    }
}
