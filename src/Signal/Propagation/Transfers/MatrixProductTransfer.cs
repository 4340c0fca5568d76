namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// y = A B for two values: each element is a sum of n products of independent factors, so mean squares multiply and add n times, and what
/// the elements of both have in common adds n² times. δA = δy Bᵀ and δB = Aᵀ δy are such products themselves; that is what trains the
/// network behind generated weights (Ha et al. 2017, section 3).
/// </summary>
internal sealed class MatrixProductTransfer(MatrixProductNode node, int index, PassContext context) : Transfer
{
    private Operand _first;
    private Operand _second;
    private double _terms;

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        _first = new(inputs[0], node.FirstByPositions);
        _second = new(inputs[inputs.Count - 1], node.SecondByPositions);
        _terms = Math.Max(node.Terms == Size.Unknown ? _first.Inner : context.Assumptions.Size(node.Terms, new(index, "terms"), Plausible.Features), 1);
        Pair same = Sum(_first.Same, _second.Same, _first.InnerApart, _second.InnerApart, _terms);
        Pair near = Sum(_first.OuterApart, _second.Same, _first.Common, _second.InnerApart, _terms);
        Signal first = inputs[0];
        Signal second = inputs[inputs.Count - 1];
        return new(
            _terms * first.Mean * second.Mean,
            new(same.Own, near.Own, same.Foreign, near.Foreign),
            _second.Outer,
            _first.Outer,
            Tangent: ((first.Tangent * second.Products) + (first.Products * second.Tangent)) * _terms,
            Field: Broadcast.Field(inputs));
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        Pair same = new(gradient.Products.Same, gradient.Products.Far);
        Pair apart = new(gradient.Products.Near, gradient.Products.FarNear);
        (double rows, double columns) = (_first.Outer, _second.Outer);

        // What all columns have alike meets nothing of a δ that adds up to nothing over them.
        Pair column = gradient.IsContrast ? _second.Same.Beyond(_second.OuterApart) : _second.Same;
        byInput[0] = Of(_first, column * same * columns, _second.InnerApart * same * columns, column * apart * columns, gradient);
        byInput[byInput.Length - 1] = Of(
            _second,
            Sum(_first.Same, same, _first.OuterApart, apart, rows),
            Sum(_first.InnerApart, same, _first.Common, apart, rows),
            default,
            gradient);
    }

    // n products of the same two elements, and all pairs of different ones.
    private static Pair Sum(Pair first, Pair second, Pair firstApart, Pair secondApart, double terms) =>
        (first * second * terms) + (firstApart * secondApart * (terms * (terms - 1)));

    private static Gradient Of(Operand operand, Pair same, Pair innerApart, Pair outerApart, Gradient gradient)
    {
        Pair positionsApart = operand.ByPositions ? innerApart : outerApart;
        return new(new(same.Own, positionsApart.Own, same.Foreign, positionsApart.Foreign), Field: gradient.Field);
    }

    /// <summary>E[a a'] of two elements, of one sample and of two.</summary>
    private readonly record struct Pair(double Own, double Foreign)
    {
        public static Pair operator +(Pair one, Pair other) => new(one.Own + other.Own, one.Foreign + other.Foreign);

        public static Pair operator *(Pair one, Pair other) => new(one.Own * other.Own, one.Foreign * other.Foreign);

        public static Pair operator *(Pair pair, double factor) => new(pair.Own * factor, pair.Foreign * factor);

        public Pair Beyond(Pair other) => new(Math.Max(Own - other.Own, 0), Foreign - other.Foreign);
    }

    /// <summary>A matrix with an inner axis, which the sum runs over, and an outer one. Features share nothing but their mean.</summary>
    private readonly record struct Operand(Signal Value, bool ByPositions)
    {
        public double Inner => ByPositions ? Value.Positions : Value.Width;

        public double Outer => ByPositions ? Value.Width : Value.Positions;

        public Pair Same => new(Value.Second, Value.Products.Far);

        public Pair Common => new(Value.Mean * Value.Mean, Value.Mean * Value.Mean);

        public Pair InnerApart => ByPositions ? new(Value.Products.Near, Value.Products.FarNear) : Common;

        public Pair OuterApart => ByPositions ? Common : new(Value.Products.Near, Value.Products.FarNear);
    }
}
