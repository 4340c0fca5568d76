using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// The division by the size of neighbouring channels, y = x / (k + α ⟨x²⟩)^β (Krizhevsky et al. 2012, "ImageNet classification with deep
/// convolutional neural networks", section 3.3).
/// </summary>
internal static class LocalResponses
{
    // At activations of the order of 1 the sum then adds less than a hundredth of its weight to k.
    private const double LargestShare = 0.01;

    /// <summary>A scale by k^−β, where the sum weighs next to nothing beside k as its defaults have it; null where it does not or only a run knows.</summary>
    public static LayerNode? Node(string path, IReadOnlyList<int> inputs, Arguments arguments)
    {
        var (alpha, beta, k) = (arguments.Number("alpha") ?? 1e-4, arguments.Number("beta") ?? 0.75, arguments.Number("k") ?? 1);
        return alpha <= LargestShare * k ? new ScaleNode(path, inputs, Math.Pow(k, -beta)) : null;
    }
}
