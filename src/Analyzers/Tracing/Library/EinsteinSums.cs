using GradGuard.Signal;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// einsum: a layer where the model learns one operand, a product of matrices where both come from the input, one operand after another
/// where there are more than two.
/// </summary>
internal static class EinsteinSums
{
    private const long MostParts = 64;

    public static AbstractValue Call(TensorCall call)
    {
        var operands = call.Tensors.Concat(call.Arguments.Values.OfType<ListValue>().SelectMany(list => list.Elements)).Where(value => value is TensorValue or DataTensor or ParameterValue).ToList();
        if (call.Arguments.Values.OfType<ConstantValue>().Select(value => value.Value).OfType<string>().FirstOrDefault() is not { } equation)
            return call.Unknown("'einsum'");

        var sides = equation.Replace(" ", "").Replace("...", "").Split(["->"], StringSplitOptions.None);
        var inputs = sides[0].Split(',');
        if (sides.Length != 2 || inputs.Length != operands.Count || operands.Count < 2 || !operands.Exists(operand => operand is TensorValue) || !IsOfDistinctAxes(inputs, sides[1]))
            return call.Unknown("'einsum'");

        var terms = operands.Zip(inputs, (operand, axes) => new Term(operand, axes)).ToList();
        if (terms.Count == 3 && Bilinear(call, terms, sides[1]) is { } bilinear)
            return bilinear;

        // The first that comes from the input takes in the others in their order.
        var first = terms.FindIndex(term => term.Value is TensorValue);
        var sum = terms[first];
        terms.RemoveAt(first);
        for (var i = 0; i < terms.Count; i++)
        {
            var output = i == terms.Count - 1 ? sides[1] : Kept(sum, terms[i], string.Concat(terms.Skip(i + 1).Select(term => term.Axes)) + sides[1]);
            sum = new(Contract(call, first == 0 ? sum : terms[i], first == 0 ? terms[i] : sum, output), output);
            first = 0;
        }

        return sum.Value;
    }

    // No diagonals, no numbers, and no axis that none of the operands has.
    private static bool IsOfDistinctAxes(string[] inputs, string output) =>
        inputs.All(axes => axes.Length > 0 && axes.Distinct().Count() == axes.Length) && output.All(axis => inputs.Any(axes => axes.IndexOf(axis) >= 0));

    // What the rest of the equation asks for, new axes in the place of those that are summed over.
    private static string Kept(Term one, Term other, string rest)
    {
        var (value, weight) = one.Value is TensorValue ? (one.Axes, other.Axes) : (other.Axes, one.Axes);
        var added = string.Concat(weight.Where(axis => value.IndexOf(axis) < 0 && rest.IndexOf(axis) >= 0));
        var summed = value.FirstOrDefault(axis => rest.IndexOf(axis) < 0);
        var replaced = summed == default ? value + added : value.Replace(summed.ToString(), added);
        return string.Concat(replaced.Where(axis => rest.IndexOf(axis) >= 0));
    }

    private static AbstractValue Contract(TensorCall call, Term one, Term other, string output)
    {
        var summed = one.Axes.Intersect(other.Axes).Where(axis => output.IndexOf(axis) < 0).ToList();
        if (one.Value is not TensorValue || other.Value is not TensorValue)
        {
            var (value, weight) = one.Value is TensorValue ? (one, other) : (other, one);
            return summed.Count == 0 ? Scaled(call, value, weight)
                : Layer(call, value, weight, summed, output) ?? MatrixOperations.Product(call, one.Value, other.Value, 1);
        }

        if (summed.Count == 0)
            return one.IsPartOf(other) || other.IsPartOf(one) ? TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Multiply, one.Value, other.Value, call.Use) : Outer(call, one, other, output);
        if (Matrices.Summed(call, [one.Value, other.Value], [one.Axes, other.Axes], output) is { } product)
            return product;
        if (one.IsPartOf(other))
            return Weighed(call, one, other, summed);
        if (other.IsPartOf(one))
            return Weighed(call, other, one, summed);
        return MatrixOperations.Product(call, one.Value, other.Value, 1, one.Ends(output) && other.Ends(output));
    }

    // Without a sum the weights scale each element, or spread it over new axes.
    private static AbstractValue Scaled(TensorCall call, Term value, Term weight) => weight.IsPartOf(value)
        ? TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Multiply, value.Value, weight.Value, call.Use)
        : call.Unknown("'einsum'");

    // A layer from the features that are summed over to those that only the weights have.
    private static AbstractValue? Layer(TensorCall call, Term value, Term weight, List<char> summed, string output)
    {
        if (FunctionalLayers.ShapeOf(weight.Value) is not { } shape || shape.Count != weight.Axes.Length || weight.Value is DataTensor { IsLearned: false } or DataTensor { Joined: not null } or DataTensor { Composition: not null })
            return null;

        var added = weight.Axes.Where(axis => value.Axes.IndexOf(axis) < 0).ToList();
        if (FunctionalLayers.Layer(call, value.Value, weight.Value, SizeOf(summed), SizeOf(added)) is not TensorValue layer)
            return null;
        if (added.Count < 2 && output.IndexOf(added.FirstOrDefault()) == output.Length - 1)
            return layer;

        // Features on several axes, such as those of heads, or in front of others.
        var known = (value.Value as TensorValue)?.Shape;
        var spread = (TensorValue)call.Emit(new ReshapeNode(call.Interpreter.OperationPath("view"), [layer.Node]), shape:
            [.. output.Select(axis => weight.Axes.IndexOf(axis) is >= 0 and var place ? shape[place]
                : known?.Count == value.Axes.Length ? known[value.Axes.IndexOf(axis)] : new OpaqueValue($"{call.Path}.{axis}", null))]);
        spread.Graph.MoveFeatures(spread.Node, added.Count > 0 ? output.IndexOf(added[added.Count - 1]) : output.Length - 1);
        return spread;

        Size SizeOf(IEnumerable<char> axes) => Sizes.Product(axes.Select(axis => shape[weight.Axes.IndexOf(axis)]));
    }

    // "bi,oij,bj->bo": two vectors of a sample that meet in a learned form.
    private static AbstractValue? Bilinear(TensorCall call, List<Term> terms, string output)
    {
        var weight = terms.Find(term => term.Value is not TensorValue);
        var vectors = terms.FindAll(term => term.Value is TensorValue);
        if (weight is null || vectors.Count != 2 || FunctionalLayers.ShapeOf(weight.Value) is not { } shape || shape.Count != weight.Axes.Length)
            return null;

        var (one, other) = (Met(vectors[0]), Met(vectors[1]));
        var made = weight.Axes.Where(axis => output.IndexOf(axis) >= 0).ToList();
        return one.Count == 0 || other.Count == 0 || made.Count == 0 || one.Intersect(other).Any() || one.Count + other.Count + made.Count != weight.Axes.Length
            ? null
            : FunctionalLayers.Bilinear(call, vectors[0].Value, vectors[1].Value, weight.Value, SizeOf(one), SizeOf(other), SizeOf(made));

        List<char> Met(Term vector) => [.. weight.Axes.Where(axis => vector.Axes.IndexOf(axis) >= 0 && output.IndexOf(axis) < 0)];

        Size SizeOf(IEnumerable<char> axes) => Sizes.Product(axes.Select(axis => shape[weight.Axes.IndexOf(axis)]));
    }

    // All pairs of the features of two vectors.
    private static AbstractValue Outer(TensorCall call, Term one, Term other, string output)
    {
        var vector = call.Interpreter.NodeOf(one.Value, call.Use);
        var column = call.Interpreter.Emit(new ReshapeNode(call.Interpreter.OperationPath("unsqueeze"), [vector]), call.Use, meaning: new Column(vector));
        var pairs = Matrices.Product(call, column.Node, call.Interpreter.NodeOf(other.Value, call.Use), 1, meetFeatures: false);
        if (pairs is not TensorValue { Node: var product } || ShapeOf(one) is not { } first || ShapeOf(other) is not { } second)
            return pairs;

        var shaped = (TensorValue)call.Emit(new ReshapeNode(call.Interpreter.OperationPath("view"), [product]), shape:
            [.. output.Select(axis => one.Axes.IndexOf(axis) is >= 0 and var place ? first[place] : second[other.Axes.IndexOf(axis)])]);
        shaped.Graph.MoveFeatures(shaped.Node, output.Length - 1);
        return shaped;

        IReadOnlyList<AbstractValue>? ShapeOf(Term term) =>
            term.Value is TensorValue { Graph: var graph, Node: var node } && graph.ShapeOf(Layout.Shaped(graph, node)) is { } shape && shape.Count == term.Axes.Length ? shape : null;
    }

    // One of the two has no axis that the other has not: "bp,bnp->bn", whose features meet one by one, or weights for what stands on an axis.
    private static AbstractValue Weighed(TensorCall call, Term weights, Term values, List<char> summed)
    {
        var (gate, value) = (call.Interpreter.NodeOf(weights.Value, call.Use), call.Interpreter.NodeOf(values.Value, call.Use));
        var place = values.Axes.IndexOf(summed[0]);
        if (summed.Count > 1 || place == values.Axes.Length - 1)
            return MatrixOperations.Dot(call, weights.Value, values.Value);
        if (call.Graph.MeaningOf(value) is Stacked { Axis: var axis } && axis == place && JoiningOperations.Weighed(call.Interpreter, value, gate, call.Use) is { Meaning: Stacked { Parts: var stacked } })
            return call.Emit(new AddNode(call.Interpreter.OperationPath("add"), stacked));
        if (Layout.Shaped(call.Graph, value) is var shaped && call.Graph.ShapeOf(shaped) is { } shape && shape.Count == values.Axes.Length
            && shape[place] is ConstantValue { Value: > 0L and <= MostParts and long parts } && call.Graph.FeatureAxisOf(shaped) != place && Layout.HeadWidth(call.Graph, gate).Value == parts)
            return call.Emit(new AddNode(call.Interpreter.OperationPath("add"), [.. Enumerable.Range(0, (int)parts).Select(_ => Part(gate, parts, Part(value, parts, null)))]));

        return MatrixOperations.Pooled(call, gate, value);

        int Part(int source, long count, int? times)
        {
            var part = call.Interpreter.Emit(new PartNode(call.Interpreter.OperationPath("part"), [source], Parts: Size.Of(count)), call.Use).Node;
            return times is { } other ? call.Interpreter.Emit(new MultiplyNode(call.Interpreter.OperationPath("multiply"), [part, other]), call.Use).Node : part;
        }
    }

    /// <summary>An operand and the letters of its axes.</summary>
    private sealed record Term(AbstractValue Value, string Axes)
    {
        public bool IsPartOf(Term other) => !Axes.Except(other.Axes).Any();

        /// <summary>Whether the last axis is summed over.</summary>
        public bool Ends(string output) => output.IndexOf(Axes[Axes.Length - 1]) < 0;
    }
}
