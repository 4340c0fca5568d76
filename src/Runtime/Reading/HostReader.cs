using GradGuard.Statistics;
using static TorchSharp.torch;

namespace GradGuard.Reading;

/// <summary>Reads tensors that are sparse, not in one piece, larger than a span or of an unusual type, through a copy on the host.</summary>
internal static class HostReader
{
    private const long LargestPieceElements = 1 << 27;

    /// <summary>Σ|x|^p over a tensor on the CPU.</summary>
    public static double SumOfPowers(Tensor tensor, double p)
    {
        if (TensorFormats.FormatOf(tensor) is { } format && TensorFormats.IsReadableInPlace(tensor))
            return tensor.NumberOfElements == 0 ? 0 : TensorKernel.SumOfPowers(tensor.bytes, format, p);

        using var scope = NewDisposeScope();
        double sum = 0;
        foreach (var piece in Pieces(tensor.detach()))
            sum += TensorKernel.SumOfPowers(piece.bytes, TensorFormats.FormatOf(piece)!.Value, p);

        return sum;
    }

    /// <summary>Statistics of a tensor that cannot be read in place.</summary>
    public static TensorStatistics MeasureCopy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        TensorStatistics sum = default;
        foreach (var piece in Pieces(tensor.detach()))
            sum += TensorKernel.Measure(piece.bytes, TensorFormats.FormatOf(piece)!.Value);

        return sum;
    }

    // An uncoalesced sparse gradient names a row several times, and TorchSharp has no coalesce: only dense is it exact.
    private static IEnumerable<Tensor> Pieces(Tensor tensor)
    {
        var dense = tensor.is_sparse ? tensor.to_dense() : tensor;
        var known = TensorFormats.FormatOf(dense) is null ? dense.to_type(ScalarType.Float64) : dense;
        var flat = known.contiguous().view(-1);
        for (long start = 0; start < flat.NumberOfElements; start += LargestPieceElements)
            yield return flat.narrow(0, start, Math.Min(LargestPieceElements, flat.NumberOfElements - start));
    }
}
