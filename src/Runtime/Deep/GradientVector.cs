using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Deep;

/// <summary>One tensor for each of some parameters, taken together as one vector: a gradient, or a direction in weight space.</summary>
internal sealed class GradientVector : IDisposable
{
    private GradientVector(Tensor[] parts) => Parts = parts;

    public Tensor[] Parts { get; }

    /// <summary>The gradient of a scalar, without touching <c>grad</c>; zeros for parameters that it does not depend on.</summary>
    /// <param name="scalar">What to differentiate.</param>
    /// <param name="parameters">What to differentiate by.</param>
    /// <param name="retainGraph">Whether something else of the same graph will be differentiated.</param>
    /// <param name="createGraph">Whether the gradient itself will be.</param>
    public static GradientVector Of(Tensor scalar, IReadOnlyList<Parameter> parameters, bool retainGraph = false, bool createGraph = false)
    {
        var gradients = autograd.grad([scalar], [.. parameters], retain_graph: retainGraph, create_graph: createGraph, allow_unused: true);
        var parts = new Tensor[parameters.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            var gradient = gradients[i];
            parts[i] = gradient is null || gradient.IsInvalid ? zeros_like(parameters[i]) : gradient.is_sparse ? gradient.to_dense() : gradient;
            parts[i].DetachFromDisposeScope();
        }

        return new GradientVector(parts);
    }

    /// <summary>The origin.</summary>
    public static GradientVector Zero(IReadOnlyList<Parameter> parameters)
    {
        using var _ = no_grad();
        return new GradientVector([.. parameters.Select(parameter => zeros_like(parameter).DetachFromDisposeScope())]);
    }

    /// <summary>A direction of length 1 at random, the same for the same seed; the training's own random numbers are left alone.</summary>
    public static GradientVector Random(IReadOnlyList<Parameter> parameters, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        var parts = parameters.Select(parameter => randn(parameter.shape, ScalarType.Float32, generator: generator).to(parameter.dtype, parameter.device).DetachFromDisposeScope());
        var vector = new GradientVector([.. parts]);
        vector.Scale(1 / vector.Norm);
        return vector;
    }

    /// <summary>Euclidean length.</summary>
    public double Norm => Math.Sqrt(Dot(this));

    /// <summary>Inner product.</summary>
    public double Dot(GradientVector other)
    {
        double sum = 0;
        for (var i = 0; i < Parts.Length; i++)
            sum += Dot(other, i);

        return sum;
    }

    /// <summary>Inner product of one part.</summary>
    public double Dot(GradientVector other, int part)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return Wide(Parts[part]).mul(Wide(other.Parts[part])).sum().cpu().ToDouble();
    }

    /// <summary>this ← this + factor · other.</summary>
    public void Add(GradientVector other, double factor)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        for (var i = 0; i < Parts.Length; i++)
            Parts[i].add_(other.Parts[i], factor);
    }

    /// <summary>this ← factor · this.</summary>
    public void Scale(double factor)
    {
        using var _ = no_grad();
        foreach (var part in Parts)
            part.mul_(factor);
    }

    public void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
    }

    // Sums of products need more digits than the 16-bit formats have.
    private static Tensor Wide(Tensor tensor) => tensor.dtype is ScalarType.Float32 or ScalarType.Float64 ? tensor : tensor.to_type(ScalarType.Float32);
}
