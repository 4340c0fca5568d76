using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Weights that a model composes of several parameters: a product of low rank (A B), or a matrix with such a product added to it (Hu et
/// al. 2022, section 4.1). Applied to a value they are the layers that their parts are.
/// </summary>
/// <param name="IsProduct">Whether it is the product of its parts rather than their sum.</param>
/// <param name="One">The first part.</param>
/// <param name="Other">The second part.</param>
internal sealed record WeightComposition(bool IsProduct, DataTensor One, DataTensor Other)
{
    /// <summary>The product of two matrices of parameters.</summary>
    public static DataTensor Product(DataTensor one, DataTensor other)
    {
        var inner = one.Shape is { Count: > 0 } shape ? Sizes.Of(shape[shape.Count - 1]).Value : other.Shape is { Count: > 1 } rows ? Sizes.Of(rows[rows.Count - 2]).Value : null;
        var square = one.SecondMoment * other.SecondMoment * inner;
        var draw = square == 0 ? ParameterDraw.Constant(0) : square is { } known ? new ParameterDraw(WeightInitializer.Normal(Math.Sqrt(known)), BiasInitializer.Normal(Math.Sqrt(known))) : null;
        var axes = one.Shape is { Count: > 1 } left && other.Shape is { Count: > 1 } right ? (IReadOnlyList<AbstractValue>)[.. left.Take(left.Count - 1), right[right.Count - 1]] : null;
        return new(one.Name, square, draw, axes)
        {
            IsLearned = one.IsLearned || other.IsLearned,
            Path = one.IsLearned ? one.Path : other.Path,
            Composition = one is { Shape.Count: 2, IsLearned: true } && other is { Shape.Count: 2, IsLearned: true } ? new(true, one, other) : null,
        };
    }

    /// <summary>The sum of two, one of which is composed itself; null for any other.</summary>
    public static WeightComposition? Sum(DataTensor one, DataTensor other, double sign) =>
        one.Composition is null && other.Composition is null ? null : new(false, one, sign == 1 ? other : other.Scaled(sign));

    /// <summary>The same matrix with rows for columns.</summary>
    public static DataTensor Transposed(DataTensor data, IReadOnlyList<AbstractValue> axes) => data.Rearranged(axes) is var turned && data.Composition is { } parts
        ? turned.Composed(parts.IsProduct ? new(true, Turned(parts.Other), Turned(parts.One)) : new(false, Turned(parts.One), Turned(parts.Other)))
        : turned;

    public WeightComposition Scaled(double factor) => IsProduct ? this with { One = One.Scaled(factor) } : new(false, One.Scaled(factor), Other.Scaled(factor));

    private static DataTensor Turned(DataTensor part) => part.Shape is { Count: 2 } shape ? Transposed(part, [shape[1], shape[0]]) : part;
}
