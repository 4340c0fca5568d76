using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Products of two matrices that both come from the graph, and are no weights of attention times values.</summary>
internal static class Matrices
{
    private static readonly string[] Transposing = ["transpose", "permute", "t", "mT", "swapaxes", "swapdims"];

    /// <summary>A B, in which the last axis of one is summed over with the last but one of the other, or the features of both with each other.</summary>
    public static AbstractValue Product(TensorCall call, int first, int second, double? factor, bool meetFeatures)
    {
        var graph = call.Graph;
        // A column to the left makes an outer product, one to the right a vector that a matrix is applied to.
        if (graph.MeaningOf(first) is Column column)
            return IsNumber(graph, second) ? call.Emit(new MultiplyNode(call.Path, [column.Source, second])) : Emit(call, column.Source, true, second, true, Size.Of(1));
        if (VectorOf(graph, second) is { } vector)
            return Column(call, Apply(call, vector, first, isTransposed: true) ?? Emit(call, vector, false, first, IsTransposed(graph, first)));
        if (Apply(call, first, second, isTransposed: false) is { } applied)
            return applied;

        var (isTransposedFirst, isTransposedSecond) = (IsTransposed(graph, first), IsTransposed(graph, second));
        // Where the code does not tell which axis holds the features, it is most likely a query that meets a key.
        return !meetFeatures && (isTransposedFirst || (!isTransposedSecond && HasFeaturesLast(graph, first) && HasFeaturesLast(graph, second)))
            ? Emit(call, first, isTransposedFirst, second, !isTransposedSecond)
            : Meet(call, first, second, factor);
    }

    /// <summary>Queries that meet keys: scores, if a softmax follows.</summary>
    public static AbstractValue Meet(TensorCall call, int queries, int keys, double? factor) =>
        call.Emit(new MatrixProductNode(call.Path, [queries, keys], false, false), ScoresOf(call.Graph, queries, keys, factor));

    /// <summary>x W for a matrix W that the graph makes of a vector, or x Wᵀ; null where it is none.</summary>
    public static AbstractValue? Apply(TensorCall call, int value, int matrix, bool isTransposed)
    {
        if (Matrix(call.Graph, matrix) is not var (vector, rows, columns))
            return null;

        var spread = (TensorValue)call.Emit(new ReshapeNode(call.Interpreter.OperationPath("weight"), [vector], Spread: rows));
        return Emit(call, value, false, spread.Node, !isTransposed, isTransposed ? columns : rows);
    }

    /// <summary>A sum over one axis that both have, as "bnd,bne->bde" and "boi,bi->bo"; null for what is a product of queries and keys, or none.</summary>
    public static AbstractValue? Summed(TensorCall call, IReadOnlyList<AbstractValue> operands, string[] inputs, string output)
    {
        if (operands.Any(operand => operand is not TensorValue) || inputs[0].Intersect(inputs[1]).Where(axis => output.IndexOf(axis) < 0).ToList() is not { Count: 1 } shared)
            return null;

        var nodes = operands.Select(operand => call.Interpreter.NodeOf(operand, call.Use)).ToList();
        for (var i = 0; i < 2; i++)
        {
            var (matrix, vector) = (inputs[i], inputs[1 - i]);
            // The weights of each sample, "bio" or "boi", and what they are applied to.
            if (matrix.Length >= 2 && matrix.IndexOf(shared[0]) is var place && place >= matrix.Length - 2 && vector.IndexOf(shared[0]) == vector.Length - 1
                && Apply(call, nodes[1 - i], nodes[i], isTransposed: place == matrix.Length - 1) is { } applied)
                return applied;
        }

        // The steps of a sequence, of whose features all pairs meet.
        var (one, other) = (inputs[0].IndexOf(shared[0]), inputs[1].IndexOf(shared[0]));
        var isFirstLeft = output.Length > 0 && inputs[1].IndexOf(output[output.Length - 1]) >= 0;
        return one == inputs[0].Length - 2 && other == inputs[1].Length - 2 && HasFeaturesLast(call.Graph, nodes[0]) && HasFeaturesLast(call.Graph, nodes[1])
            ? isFirstLeft ? Emit(call, nodes[0], true, nodes[1], true) : Emit(call, nodes[1], true, nodes[0], true)
            : null;
    }

    // The vector in a matrix of one column, also after a bias of one column and an activation; null where it is none.
    private static int? VectorOf(GraphBuilder graph, int node) => graph.MeaningOf(node) is Column column ? column.Source
        : graph[node] is ActivationNode or DropoutNode or ScaleNode or AddNode && graph[node].Inputs.All(input => VectorOf(graph, input) is not null) ? node
        : null;

    private static AbstractValue Column(TensorCall call, AbstractValue product)
    {
        var (graph, vector) = (call.Graph, ((TensorValue)product).Node);
        var column = (TensorValue)call.Emit(new ReshapeNode(call.Interpreter.OperationPath("column"), [vector]), new Column(vector));
        graph.NoteLayout(column.Node, -1);
        return column;
    }

    // One number a sample, as a layer of one unit gives it: a column times that is the vector, scaled.
    private static bool IsNumber(GraphBuilder graph, int node)
    {
        while (graph[node] is ReshapeNode)
            node = graph[node].Inputs[0];

        return graph[node] is LinearNode { FanOut.Value: 1 };
    }

    private static AbstractValue Emit(TensorCall call, int first, bool firstByPositions, int second, bool secondByPositions, Size terms = default)
    {
        var product = (TensorValue)call.Emit(new MatrixProductNode(call.Path, [first, second], firstByPositions, secondByPositions, terms));
        product.Graph.NoteLayout(product.Node, -1);
        return product;
    }

    // A vector seen as rows and columns, the rows first.
    private static (int Vector, Size Rows, Size Columns)? Matrix(GraphBuilder graph, int node)
    {
        if (graph.ShapeOf(node) is not { Count: 2 or 3 } shape || shape.Count == 3 && shape[0] is ConstantValue { Value: > 1L } || graph.FeatureAxisOf(node) != shape.Count - 1)
            return null;

        var (rows, columns) = (Sizes.Of(shape[shape.Count - 2]), Sizes.Of(shape[shape.Count - 1]));
        while (graph[node] is ReshapeNode)
            node = graph[node].Inputs[0];
        return Layout.IsVectorOf(graph, node, Sizes.Product(shape.Skip(shape.Count - 2))) ? (node, rows, columns) : null;
    }

    /// <summary>Whether the features stand last but one, as those of a key that meets a query do.</summary>
    public static bool IsTransposed(GraphBuilder graph, int node)
    {
        for (; ; node = graph[node].Inputs[0])
        {
            if (graph.ShapeOf(node) is { Count: > 1 } shape)
                return graph.FeatureAxisOf(node) != shape.Count - 1;
            if (graph.LayoutOf(node) is { } axis)
                return axis != -1;
            if (graph[node] is not ReshapeNode { Path: var path })
                return false;
            if (Transposing.Contains(path.Substring(path.LastIndexOf('.') + 1)))
                return true;
        }
    }

    private static bool HasFeaturesLast(GraphBuilder graph, int node)
    {
        while (graph[node] is ReshapeNode && graph.ShapeOf(node) is null)
            node = graph[node].Inputs[0];
        return Layout.FeatureAxis(graph, node) == -1;
    }

    // Queries and keys may be scaled before they meet.
    private static Scores ScoresOf(GraphBuilder graph, int first, int second, double? factor)
    {
        var (query, key) = (Unscaled(first), Unscaled(second));
        return new(query, key, factor);

        int Unscaled(int node)
        {
            if (graph.MeaningOf(node) is Factored factored)
            {
                factor = null;
                return factored.Source;
            }

            var inner = node;
            while (graph[inner] is ReshapeNode)
                inner = graph[inner].Inputs[0];
            if (graph[inner] is not ScaleNode scale)
                return node;

            factor *= scale.Factor;
            return scale.Inputs[0];
        }
    }
}
