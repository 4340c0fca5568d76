using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// A square matrix whose rows are all the same but for where they begin, as the neighbours in a ring or in a graph of all pairs are:
/// Σ cₛ Rˢ with R the unit matrix rolled by one, and a number that every element has besides.
/// </summary>
/// <param name="Order">Its rows.</param>
/// <param name="Everywhere">What every element has.</param>
/// <param name="Rolls">cₛ by s.</param>
internal sealed record CirculantMatrix(Size Order, double Everywhere, IReadOnlyDictionary<long, double> Rolls)
{
    private static readonly IReadOnlyDictionary<long, double> None = new Dictionary<long, double>();

    public static CirculantMatrix Unit(Size order) => new(order, 0, new Dictionary<long, double> { [0] = 1 });

    /// <summary>The matrix that data is; null for any other.</summary>
    public static CirculantMatrix? Of(AbstractValue value) => value switch
    {
        DataTensor { Circulant: { } known } => known,
        DataTensor { IsLearned: false, IsNoise: false, Constant: { } constant, Shape: { Count: 2 } shape } when Sizes.Of(shape[0]) is var order && order.IsSameAs(Sizes.Of(shape[1])) => new(order, constant, None),
        _ => null,
    };

    /// <summary>The matrix with every row rolled by so many columns; null where only a run knows how many there are.</summary>
    public CirculantMatrix? Rolled(long by) => Order.Value is not (> 0 and var order) ? null
        : this with { Rolls = Summed(Rolls.Select(roll => ((((roll.Key + by) % order) + order) % order, roll.Value))) };

    public CirculantMatrix Transposed() => this with { Rolls = Summed(Rolls.Select(roll => (roll.Key == 0 ? 0 : Order.Value!.Value - roll.Key, roll.Value))) };

    /// <summary>The sum of a row; null where only a run knows how long it is.</summary>
    public double? RowSum => Everywhere == 0 ? Rolls.Values.Sum() : (Everywhere * Order.Value) + Rolls.Values.Sum();

    /// <summary>Two such matrices together, or one and a number; null for what is none.</summary>
    public static CirculantMatrix? Combine(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        var (number, isFirst) = (Number(left) ?? Number(right), Number(left) is not null);
        return (kind, Of(left), Of(right), number) switch
        {
            (BinaryOperatorKind.Add, { } one, { } other, _) => one.Plus(other, 1),
            (BinaryOperatorKind.Subtract, { } one, { } other, _) => one.Plus(other, -1),
            (BinaryOperatorKind.Multiply, { } one, null, { } factor) => one.Each(element => element * factor),
            (BinaryOperatorKind.Multiply, null, { } other, { } factor) => other.Each(element => element * factor),
            (BinaryOperatorKind.Divide, { } one, null, { } divisor) when divisor != 0 => one.Each(element => element / divisor),
            (BinaryOperatorKind.GreaterThan, { } one, null, { } limit) when !isFirst => one.Each(element => element > limit ? 1 : 0),
            (BinaryOperatorKind.GreaterThanOrEqual, { } one, null, { } limit) when !isFirst => one.Each(element => element >= limit ? 1 : 0),
            (BinaryOperatorKind.NotEquals, { } one, null, { } limit) => one.Each(element => element != limit ? 1 : 0),
            _ => null,
        };

        static double? Number(AbstractValue value) => Sizes.Number(value) ?? (Of(value) is null ? (value as DataTensor)?.Constant : null);
    }

    /// <summary>The matrix times a value of as many positions.</summary>
    public AbstractValue Times(TensorCall call, AbstractValue value)
    {
        var (interpreter, source) = (call.Interpreter, call.Interpreter.NodeOf(value, call.Use));
        // What differs in sign is no mean over neighbours.
        var isSigned = Rolls.Values.Any(factor => factor < 0) && Rolls.Values.Any(factor => factor > 0);
        var neighbours = Rolls.Where(roll => !isSigned || roll.Key != 0).Select(roll => roll.Value).Where(factor => factor != 0).ToList();
        var own = isSigned && Rolls.TryGetValue(0, out var diagonal) ? diagonal : 0;
        var terms = new List<int>();
        if (Everywhere != 0)
            terms.Add(Scaled(interpreter.Emit(new SumNode(interpreter.OperationPath("sum"), [source], OverFeatures: false), call.Use).Node, Everywhere));
        if (own != 0)
            terms.Add(Scaled(source, own));
        if (neighbours.Count == 1)
            terms.Add(Scaled(source, neighbours[0]));
        if (neighbours.Count > 1)
        {
            call.Graph.NoteMixing();
            // As many equal ones as their squares add up to.
            var (sum, squares) = (neighbours.Sum(), neighbours.Sum(factor => factor * factor));
            var window = Size.Of((long)Math.Max(Math.Round(sum * sum / squares), 1));
            terms.Add(Scaled(interpreter.Emit(new PoolNode(interpreter.OperationPath("mix"), [source], PoolKind.Average, window, Size.Of(1), Order.Value > 1 ? Order : default), call.Use).Node, sum));
        }

        var whole = terms.Count > 1 ? call.Emit(new AddNode(call.Path, terms))
            : terms.Count == 0 ? call.Emit(new ScaleNode(call.Path, [source], 0))
            : Everywhere != 0 ? call.Emit(new UpsampleNode(call.Path, [terms[0], source], Size.Unknown))
            : terms[0] == source ? call.Emit(new ReshapeNode(call.Path, [source]))
            : new TensorValue(call.Graph, terms[0]);
        // What has positions to be mixed has its features behind them.
        if (whole is TensorValue { Graph: var graph, Node: var node })
            graph.NoteLayout(node, -1);
        return whole;

        int Scaled(int node, double factor) => factor == 1 ? node : interpreter.Emit(new ScaleNode(interpreter.OperationPath("scale"), [node], factor), call.Use).Node;
    }

    private CirculantMatrix Plus(CirculantMatrix other, double sign) => new(
        Order.IsKnown ? Order : other.Order,
        Everywhere + (sign * other.Everywhere),
        Summed(Rolls.Select(roll => (roll.Key, roll.Value)).Concat(other.Rolls.Select(roll => (roll.Key, sign * roll.Value)))));

    private CirculantMatrix Each(Func<double, double> function)
    {
        var everywhere = function(Everywhere);
        return new(Order, everywhere, Rolls.ToDictionary(roll => roll.Key, roll => function(Everywhere + roll.Value) - everywhere));
    }

    private static Dictionary<long, double> Summed(IEnumerable<(long Roll, double Factor)> rolls) =>
        rolls.GroupBy(roll => roll.Roll).ToDictionary(group => group.Key, group => group.Sum(roll => roll.Factor));
}
