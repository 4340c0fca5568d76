namespace TorchSharp;

public static partial class torch
{
    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }

    private static string? Text(RoundingMode mode) => mode == RoundingMode.None ? null : mode.ToString();

    /// <summary>The entries of a tensor of positions, as split operators want them.</summary>
    private static long[] Positions(Tensor indices)
    {
        using var positions = indices.to_type(ScalarType.Int64);
        using var accessor = positions.data<long>();
        return accessor.ToArray();
    }
}
