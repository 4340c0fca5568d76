namespace GradGuard.Signal.Propagation;

/// <summary>
/// A range for a number that the code leaves open. The ranges span the models that TorchSharp's users write: from the examples that ship
/// with it (a LeNet's 32 units, sequences of 35 words, images of 28 × 28) to the layers of a small language model.
/// </summary>
/// <param name="Low">Small, but seen.</param>
/// <param name="Usual">What to take when only one value can be.</param>
/// <param name="High">Large, but seen.</param>
internal readonly record struct Plausible(double Low, double Usual, double High)
{
    public static Plausible Features { get; } = new(32, 128, 1024);

    public static Plausible Outputs { get; } = new(2, 10, 100);

    public static Plausible Pixels { get; } = new(64, 256, 4096);

    public static Plausible Steps { get; } = new(8, 32, 128);

    // A window of a forecast, 128 samples of an accelerometer, a heartbeat of 187, a second of sound after its first strides.
    public static Plausible Samples { get; } = new(16, 96, 1024);

    public static Plausible Vocabulary { get; } = new(100, 10_000, 100_000);

    public static Plausible Groups { get; } = new(1, 1, 1);

    public static Plausible Window { get; } = new(2, 4, 16);

    public static Plausible Kernel { get; } = new(1, 9, 49);

    public static Plausible Stride { get; } = new(1, 1, 4);

    public static Plausible Padding { get; } = new(1, 2, 8);

    public static Plausible Upsampling { get; } = new(2, 4, 16);

    public static Plausible Blocks { get; } = new(2, 6, 24);

    public static Plausible Heads { get; } = new(1, 4, 16);

    /// <summary>The same range, moved up where it goes below a number that the code needs.</summary>
    public Plausible AtLeast(double least) => new(Math.Max(Low, least), Math.Max(Usual, least), Math.Max(High, least));

    /// <summary>The same range, whose usual number is another where that lies higher, as far as the range goes.</summary>
    public Plausible Towards(double usual) => this with { Usual = Math.Min(Math.Max(Usual, usual), High) };

    /// <summary>Mean square of a value that could not be followed.</summary>
    public static Plausible SecondMoment { get; } = new(0.01, 1, 100);

    /// <summary>Factor on the default variance of weights whose initialiser could not be followed.</summary>
    public static Plausible WeightVariance { get; } = new(0.03, 1, 6);
}
