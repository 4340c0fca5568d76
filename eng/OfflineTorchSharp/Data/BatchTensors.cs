using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The tensors found in a batch, so that they outlive the loading and can be disposed with the batch.</summary>
internal sealed class BatchTensors
{
    private readonly List<Tensor> _tensors;

    private BatchTensors(IEnumerable<Tensor> tensors) => _tensors = tensors.ToList();

    public static BatchTensors Of(object? batch) => new(batch switch
    {
        Tensor tensor => [tensor],
        IEnumerable<Tensor> list => list,
        IDictionary<string, Tensor> dictionary => dictionary.Values,
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).Select(i => tuple[i]).OfType<Tensor>(),
        _ => [],
    });

    public void Leave(DisposeScope scope) => scope.Detach(_tensors);

    public void DisposeEverything()
    {
        foreach (var tensor in _tensors)
            tensor.Dispose();
    }
}
