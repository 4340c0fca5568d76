using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Tensors of the same length whose rows belong together.</summary>
public class TensorDataset : utils.data.IterableDataset
{
    private readonly Tensor[] _tensors;

    internal TensorDataset(Tensor[] tensors)
    {
        if (tensors.Length == 0 || tensors.Any(tensor => tensor.Dimensions == 0 || tensor.size(0) != tensors[0].size(0)))
            throw new ArgumentException("The tensors of a TensorDataset must have the same length in their first dimension.");
        _tensors = Array.ConvertAll(tensors, static tensor => tensor.alias().DetachFromDisposeScope());
    }

    public override long Count => _tensors[0].size(0);

    public IList<Tensor> this[long index] => Array.ConvertAll(_tensors, tensor => tensor[index]);

    public override IList<Tensor> GetTensor(long index) => this[index];

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var tensor in _tensors)
                tensor.Dispose();
        }
        base.Dispose(disposing);
    }
}
