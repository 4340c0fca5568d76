using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Products of matrices: attention where both come from the input, a layer where one is a parameter.</summary>
internal static class MatrixOperations
{
    public static void AddTo(Dictionary<string, Func<TensorCall, AbstractValue>> table)
    {
        foreach (var name in new[] { "matmul", "bmm", "mv" })
            table[name] = call => call.Tensors.Count == 2 ? Product(call, call.Tensors[0], call.Tensors[1], 1) : call.Unknown($"'{name}'");
        table["mm"] = call =>
        {
            call.Graph.NoteMatrices();
            return call.Tensors.Count == 2 ? Product(call, call.Tensors[0], call.Tensors[1], 1) : call.Unknown("'mm'");
        };
        table["baddbmm"] = call => call.Tensors.Count == 3 ? Plus(call, Product(call, call.Tensors[1], call.Tensors[2], call.Arguments.Number("alpha"))) : call.Unknown("'baddbmm'");
        table["addmm"] = call => call.Tensors.Count == 3 && call.Tensors[2] is DataTensor
            ? FunctionalLayers.Linear(call, call.Tensors[1], call.Tensors[2], call.Tensors[0], isTransposed: true)
            : call.Unknown("'addmm'");
        table["tensordot"] = call => call.Tensors.Count == 2 ? Product(call, call.Tensors[0], call.Tensors[1], 1) : call.Unknown("'tensordot'");
        table["einsum"] = EinsteinSums.Call;
        table["scaled_dot_product_attention"] = call => call.Tensors.Count < 3
            ? call.Unknown("'scaled_dot_product_attention'")
            : call.Emit(new DotProductAttentionNode(call.Path, [.. call.Tensors.Take(3).Select(tensor => call.Interpreter.NodeOf(tensor, call.Use))],
                IsCausal: call.Arguments.Flag("is_casual") == true || call.Arguments.Flag("is_causal") == true || call.Arguments.Values.Any(CausalMasks.IsOne)));
    }

    // What the graph adds to a product; data, such as an empty buffer, is only a place for it.
    private static AbstractValue Plus(TensorCall call, AbstractValue product) => call.Tensors[0] is TensorValue && call.Arguments.Number("beta") != 0
        ? TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Add, product, call.Tensors[0], call.Use)
        : product;

    /// <summary>A product of matrices: a layer, attention, or a mean over positions, as what the two are tells.</summary>
    public static AbstractValue Product(TensorCall call, AbstractValue left, AbstractValue right, double? factor, bool meetFeatures = false)
    {
        switch (left, right)
        {
            case (TensorValue, DataTensor or ParameterValue):
                return FunctionalLayers.Linear(call, left, right, null, isTransposed: true);
            case (DataTensor { IsLearned: false } mixing, TensorValue) when CirculantMatrix.Of(mixing) is { } rows:
                return rows.Times(call, right);
            case (DataTensor { IsLearned: false, Constant: { } each }, TensorValue):
                return TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Multiply, Summed(call, right), ConstantValue.Of(each), call.Use);
            case (DataTensor { IsLearned: false } neighbours, TensorValue) when Neighbourhood(neighbours) is var (window, sum):
                return TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Multiply, Mixed(call.Interpreter, call.Interpreter.NodeOf(right, call.Use), call.Use, window, Sizes.Of(neighbours.Shape![1])), ConstantValue.Of(sum), call.Use);
            case (DataTensor { IsLearned: false, Draw: null or { Weight: { IsConstant: true } or { Kind: InitializerKind.Identity } } }, TensorValue):
                return Mixed(call, right);
            case (TensorValue given, TensorValue) when given.Graph[given.Node] is InputNode && given.Graph.IsOutermost && IsComputed(right):
                return Mixed(call, right);
            // Learned queries, a vector for each of several places, that meet keys.
            case (DataTensor { IsLearned: true, Shape.Count: 3 } queries, TensorValue keys) when Matrices.IsTransposed(call.Graph, keys.Node):
                return Matrices.Meet(call, call.Interpreter.NodeOf(queries, call.Use), call.Interpreter.NodeOf(keys, call.Use), factor);
            case (DataTensor or ParameterValue, TensorValue):
                return FunctionalLayers.Linear(call, right, left, null, isTransposed: false);
            case (TensorValue one, TensorValue other):
                var (first, second) = (call.Interpreter.NodeOf(one, call.Use), call.Interpreter.NodeOf(other, call.Use));
                return call.Graph.MeaningOf(first) is Scores { AreWeights: true } weights ? Attend(call, weights, second)
                    // The transposed spelling: values times weights.
                    : call.Graph.MeaningOf(second) is Scores { AreWeights: true } transposed ? Attend(call, transposed, first)
                    : PairScores(call.Graph, first) is { } scores ? Attend(call, scores, second)
                    : JoiningOperations.Mixture(call, first, second) is { } mixture ? mixture
                    : IsWeightOfPositions(call.Graph, first) ? Pooled(call, first, second)
                    : IsWeightOfPositions(call.Graph, second) ? Pooled(call, second, first)
                    : Matrices.Product(call, first, second, factor, meetFeatures);
            default:
                return call.Unknown($"'{call.Name}'");
        }
    }

    // One number for each position, which a softmax over them has made a weight.
    private static bool IsWeightOfPositions(GraphBuilder graph, int node)
    {
        while (graph[node] is ReshapeNode or DropoutNode)
            node = graph[node].Inputs[0];
        if (graph[node] is not SoftmaxNode { Logarithm: false } softmax)
            return false;

        node = softmax.Inputs[0];
        while (graph[node] is ReshapeNode or ScaleNode or DropoutNode)
            node = graph[node].Inputs[0];
        return graph[node] is LinearNode { FanOut.Value: 1 } or SumNode { OverFeatures: true };
    }

    // A number for each pair, the sum of one for either, which a softmax has made the weights of a mean over the other's positions (Veličković
    // et al. 2018, equation 3), of a layer with one output or of the products with a vector; the one that stands along a row is the one looked at.
    private static (int Looking, int Looked, ActivationFunction? Function, OfNeighbours? Neighbours)? PairScores(GraphBuilder graph, int node)
    {
        while (graph[node] is ReshapeNode or DropoutNode)
            node = graph[node].Inputs[0];
        if (graph[node] is not SoftmaxNode { Logarithm: false })
            return null;

        var (function, neighbours) = ((ActivationFunction?)null, (OfNeighbours?)null);
        for (; graph[node] is ReshapeNode or ScaleNode or ActivationNode or SoftmaxNode; node = graph[node].Inputs[0])
        {
            neighbours ??= graph.MeaningOf(node) as OfNeighbours;
            function ??= (graph[node] as ActivationNode)?.Function;
        }

        return graph[node] is not AddNode { Inputs: { Count: 2 } terms } || !terms.All(IsOne) ? null
            : graph[terms[0]] is ReshapeNode && graph[terms[1]] is not ReshapeNode ? (terms[1], terms[0], function, neighbours)
            : (terms[0], terms[1], function, neighbours);

        bool IsOne(int term)
        {
            while (graph[term] is ReshapeNode or ScaleNode)
                term = graph[term].Inputs[0];
            return graph[term] is LinearNode { FanOut.Value: 1 } or SumNode { OverFeatures: true };
        }
    }

    /// <summary>The mean over positions under weights, one for each.</summary>
    public static AbstractValue Pooled(TensorCall call, int weights, int values)
    {
        var weighed = (TensorValue)call.Emit(new MultiplyNode(call.Interpreter.OperationPath("multiply"), [weights, values]));
        return call.Emit(new SumNode(call.Interpreter.OperationPath("pool"), [weighed.Node], OverFeatures: false));
    }

    // A matrix of ones: every position gets the sum of all.
    private static TensorValue Summed(TensorCall call, AbstractValue positions)
    {
        var interpreter = call.Interpreter;
        var each = interpreter.NodeOf(positions, call.Use);
        var sum = interpreter.Emit(new SumNode(interpreter.OperationPath("sum"), [each], OverFeatures: false), call.Use);
        var spread = interpreter.Emit(new UpsampleNode(call.Path, [sum.Node, each], Size.Unknown), call.Use);
        call.Graph.NoteLayout(spread.Node, -1);
        return spread;
    }

    // What a row of such a matrix sums to, and of how many equal numbers that have the same mean and mean square.
    private static (Size Window, double Sum)? Neighbourhood(DataTensor matrix)
    {
        if (matrix is not { IsNoise: false, AreAngles: false, IsMask: false, Mean: > 0 and var mean, SecondMoment: { } square, Shape: { Count: 2 } shape } || matrix.Draw is { Weight.IsConstant: false }
            || Sizes.Number(shape[1]) is not { } columns || matrix.Elements?.Any(element => element < 0) == true)
            return null;

        var window = Math.Round(columns * mean * mean / square);
        return window > 1 ? (Size.Of((long)Math.Min(window, columns)), mean * columns) : null;
    }

    // A matrix that is given, such as the neighbours in a graph, means over some of the positions.
    private static TensorValue Mixed(TensorCall call, AbstractValue positions) => Mixed(call.Interpreter, call.Interpreter.NodeOf(positions, call.Use), call.Use);

    /// <summary>Means over some of the positions, one for each.</summary>
    /// <param name="interpreter">Who runs the code.</param>
    /// <param name="positions">The value.</param>
    /// <param name="use">The product.</param>
    /// <param name="window">Of how many each mean is; unknown where only a run knows.</param>
    /// <param name="among">How many positions there are.</param>
    public static TensorValue Mixed(Interpreter interpreter, int positions, SyntaxNode? use, Size window = default, Size among = default)
    {
        interpreter.Graph!.NoteMixing();
        var mixed = interpreter.Emit(new PoolNode(interpreter.OperationPath("mix"), [positions], PoolKind.Average, window, Size.Of(1), among.Value > 1 ? among : default), use);

        // Unlike a pooling layer's, its features stand last.
        interpreter.Graph.NoteLayout(mixed.Node, -1);
        return mixed;
    }

    // What is transposed before is a key that meets a query.
    private static bool IsComputed(AbstractValue value) => value is TensorValue tensor && tensor.Graph[tensor.Node] is not (InputNode or ReshapeNode);

    private static AbstractValue Attend(TensorCall call, (int Looking, int Looked, ActivationFunction? Function, OfNeighbours? Neighbours) scores, int value)
    {
        call.Graph.NoteMixing();
        return call.Emit(new PairAttentionNode(
            call.Interpreter.OperationPath("attention"), [scores.Looking, scores.Looked, value], scores.Function,
            scores.Neighbours is null ? Size.Unknown : Size.Of(scores.Neighbours.Count), scores.Neighbours?.Positions ?? Size.Unknown));
    }

    private static AbstractValue Attend(TensorCall call, Scores weights, int value)
    {
        call.Graph.NoteMixing();
        var width = Layout.HeadWidth(call.Graph, weights.Query);
        // Where the width of a head or the factor is not stated, the factor is the usual one over its root.
        var scale = weights.Scale is { } factor && (width.IsKnown || factor == 1) ? factor : (double?)null;
        return call.Emit(new DotProductAttentionNode(
            call.Interpreter.OperationPath("attention"), [weights.Query, weights.Key, value], scale, scale is null ? Size.Unknown : width, weights.AreCausal));
    }

    /// <summary>The sum of the products of features, one by one.</summary>
    public static AbstractValue Dot(TensorCall call, AbstractValue left, AbstractValue right)
    {
        var products = TensorArithmetic.Combine(call.Interpreter, BinaryOperatorKind.Multiply, left, right, call.Use);
        return call.Emit(new SumNode(call.Path, [call.Interpreter.NodeOf(products, call.Use)], OverFeatures: true));
    }
}
