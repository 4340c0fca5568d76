namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// What a tensor is on the way to an operation that is known as a whole: x * rsqrt(mean(x²) + ε) is a normalization, the softmax of
/// scores times values is attention, x * sigmoid(x) is one activation.
/// </summary>
internal abstract record Meaning;

/// <summary>A function of each element of another node.</summary>
/// <param name="Source">That node.</param>
/// <param name="Text">The function as text, z for its argument; it stands for the function in comparisons.</param>
/// <param name="Value">φ.</param>
/// <param name="Slope">φ'.</param>
internal sealed record Elementwise(int Source, string Text, Func<double, double> Value, Func<double, double> Slope) : Meaning
{
    public static Elementwise Identity(int source) => new(source, "z", z => z, _ => 1);

    public Elementwise Then(string name, Func<double, double> value, Func<double, double> slope) =>
        new(Source, $"{name}({Text})", z => value(Value(z)), z => slope(Value(z)) * Slope(z));
}

/// <summary>x minus its mean.</summary>
/// <param name="Source">The node of x.</param>
/// <param name="Axes">The axes of the mean.</param>
internal sealed record Centered(int Source, string Axes) : Meaning;

/// <summary>A moment of x over some axes.</summary>
/// <param name="Source">The node of x.</param>
/// <param name="Kind">Which.</param>
/// <param name="Axes">The axes; empty for all.</param>
internal sealed record Moment(int Source, MomentKind Kind, string Axes) : Meaning;

/// <summary>Moments that normalizations are made of.</summary>
internal enum MomentKind
{
    Mean,
    Square,
    CenteredSquare,
    MeanSquare,
    Variance,
    RootMeanSquare,
    Deviation,
    InverseRootMeanSquare,
    InverseDeviation,
    SquareSum,
    Length,
    InverseLength,
}

/// <summary>A tensor times a number that only a run knows, which attention takes for the usual one.</summary>
/// <param name="Source">The node of the tensor.</param>
internal sealed record Factored(int Source) : Meaning;

/// <summary>The sums of all steps up to each.</summary>
/// <param name="Source">The node of the steps.</param>
internal sealed record RunningSum(int Source) : Meaning;

/// <summary>A vector with one more axis behind it: a matrix of one column.</summary>
/// <param name="Source">The node of the vector.</param>
internal sealed record Column(int Source) : Meaning;

/// <summary>Products of queries and keys.</summary>
/// <param name="Query">The node of the queries.</param>
/// <param name="Key">The node of the keys.</param>
/// <param name="Scale">The factor; null where only a run knows it.</param>
/// <param name="AreWeights">Whether a softmax has made weights of them.</param>
/// <param name="AreCausal">Whether those of later positions are masked out.</param>
internal sealed record Scores(int Query, int Key, double? Scale, bool AreWeights = false, bool AreCausal = false) : Meaning;

/// <summary>Numbers for pairs of positions of which all but neighbours are masked out.</summary>
/// <param name="Count">How many neighbours one has.</param>
/// <param name="Positions">How many positions there are.</param>
internal sealed record OfNeighbours(long Count, GradGuard.Signal.Size Positions) : Meaning;

/// <summary>The state that a recurrent cell leaves after a step, in a loop over the steps of a sequence.</summary>
/// <param name="Graph">The graph of the recurrence.</param>
/// <param name="Recurrence">The node that holds the states of all steps.</param>
/// <param name="Value">The node of this state.</param>
/// <param name="Cell">The cell.</param>
/// <param name="Steps">What it takes at each step.</param>
internal sealed record CellState(GraphBuilder Graph, int Recurrence, int Value, LayerModule Cell, StepInput Steps) : Meaning;

/// <summary>The last step of a sequence, which is the same at every turn of a loop.</summary>
internal sealed record LastStep : Meaning;

/// <summary>Tensors on a new axis.</summary>
/// <param name="Parts">Their nodes.</param>
/// <param name="Axis">The axis.</param>
internal sealed record Stacked(IReadOnlyList<int> Parts, long Axis) : Meaning;

/// <summary>The largest features of a tensor.</summary>
/// <param name="Source">The node of the tensor.</param>
internal sealed record Chosen(int Source) : Meaning;

/// <summary>One of the equal parts of a tensor along an axis.</summary>
/// <param name="Source">The node of the tensor.</param>
/// <param name="Axis">The axis.</param>
/// <param name="Parts">How many there are; null where one stands for as many as only a run knows.</param>
internal sealed record Chunk(int Source, long Axis, int? Parts) : Meaning;
