using static TorchSharp.torch;

namespace GradGuard.Samples;

/// <summary>
/// The two-spirals problem (Lang and Witbrock, 1988): tell apart the points of two spirals that wind around each other. No straight
/// line helps, so a network that does not learn stays at 50 %.
/// </summary>
public sealed class TwoSpirals : IDisposable
{
    private const double Turns = 1.75;
    private const double Noise = 0.03;

    private TwoSpirals(Tensor points, Tensor labels)
    {
        Points = points;
        Labels = labels;
    }

    /// <summary>Shape [count, 2], both coordinates about -2 to 2.</summary>
    public Tensor Points { get; }

    /// <summary>Shape [count], class 0 or 1.</summary>
    public Tensor Labels { get; }

    public static TwoSpirals Generate(int count, int seed)
    {
        var random = new Random(seed);
        var coordinates = new float[2 * count];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = random.Next(2);
            var along = Math.Sqrt(random.NextDouble());
            var angle = (along * Turns * 2 * Math.PI) + (labels[i] * Math.PI);
            coordinates[2 * i] = (float)((2 * along * Math.Cos(angle)) + (Noise * Gaussian(random)));
            coordinates[(2 * i) + 1] = (float)((2 * along * Math.Sin(angle)) + (Noise * Gaussian(random)));
        }

        return new TwoSpirals(tensor(coordinates, [count, 2]), tensor(labels));
    }

    /// <summary>The batch of a step; batches follow each other and start over at the end.</summary>
    public (Tensor Points, Tensor Labels) Batch(int step, int size)
    {
        var start = step % (Points.shape[0] / size) * size;
        return (Points.narrow(0, start, size), Labels.narrow(0, start, size));
    }

    /// <summary>Share of points whose larger logit is that of their class.</summary>
    public double Accuracy(nn.Module<Tensor, Tensor> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        return model.call(Points).argmax(1).eq(Labels).to_type(ScalarType.Float32).mean().item<float>();
    }

    public void Dispose()
    {
        Points.Dispose();
        Labels.Dispose();
    }

    // Box and Muller, 1958.
    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
