using static TorchSharp.torch;

namespace GradGuard.Detection.Problems;

/// <summary>Tasks on a few numbers: classes in the plane, functions, reconstruction.</summary>
internal static class Points
{
    /// <summary>Two spirals wound around each other (Lang and Witbrock, 1988): [n, 2] to one of 2 classes.</summary>
    public static Problem Spirals { get; } = new(DrawSpirals, Losses.CrossEntropy);

    /// <summary>The same with one logit.</summary>
    public static Problem BinarySpirals { get; } = new(DrawSpirals, Losses.BinaryLogits);

    /// <summary>Blobs around 5 centres in 10 dimensions.</summary>
    public static Problem Blobs { get; } = new(DrawBlobs, Losses.CrossEntropy);

    /// <summary>A smooth function of 4 numbers, of variance about 1: [n, 4] to [n, 1].</summary>
    public static Problem Curve { get; } = new(DrawCurve, Losses.Squared);

    /// <summary>The same under a robust loss.</summary>
    public static Problem RobustCurve { get; } = new(DrawCurve, Losses.Huber);

    /// <summary>Reconstruction of 16 numbers that lie near a plane of 3 dimensions.</summary>
    public static Problem Plane { get; } = new(DrawPlane, Losses.Squared);

    private static (Tensor Inputs, Tensor Targets) DrawSpirals(int count)
    {
        var labels = randint(0, 2, [count]);
        var along = rand(count).sqrt();
        var angle = along.mul(1.25 * 2 * Math.PI).add(labels.to_type(ScalarType.Float32).mul(Math.PI));
        var points = stack([angle.cos().mul(along), angle.sin().mul(along)], 1).mul(2f);
        return (points.add(randn(count, 2).mul(0.03f)), labels);
    }

    private static (Tensor Inputs, Tensor Targets) DrawBlobs(int count)
    {
        var labels = randint(0, 5, [count]);
        var centres = arange(50, ScalarType.Float32).mul(2.4f).sin().mul(1.5f).view(5, 10);
        return (centres.index_select(0, labels).add(randn(count, 10)), labels);
    }

    private static (Tensor Inputs, Tensor Targets) DrawCurve(int count)
    {
        var inputs = randn(count, 4);
        var x = inputs.unbind(1);
        var value = x[0].mul(2f).sin().add(x[1].mul(x[2]).mul(0.5f)).add(x[3].mul(0.5f));
        return (inputs, value.unsqueeze(1));
    }

    private static (Tensor Inputs, Tensor Targets) DrawPlane(int count)
    {
        var map = arange(48, ScalarType.Float32).mul(1.7f).cos().view(3, 16);
        var points = randn(count, 3).matmul(map).add(randn(count, 16).mul(0.05f));
        return (points, points);
    }
}
