using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// What a loop over steps computes of one step of a sequence, such as an activation of a linear layer of x[t]: the same of every step, so
/// that it can be computed of the whole sequence at once.
/// </summary>
/// <param name="Graph">The graph of the sequence.</param>
/// <param name="Source">The sequence; or, where <paramref name="IsStep"/> is false, a value that is the same at every step.</param>
/// <param name="Operations">What is computed of a step, last first.</param>
/// <param name="IsStep">Whether it is one step of many.</param>
/// <param name="Join">What puts several steps together, such as a state and its input side by side, before the operations; null where it is one.</param>
/// <param name="Parts">What is put together; none where it is one.</param>
internal sealed record StepInput(GraphBuilder Graph, int Source, IReadOnlyList<LayerNode> Operations, bool IsStep, LayerNode? Join, IReadOnlyList<StepInput> Parts)
{
    // Nothing that is computed of a step in a loop is longer, or put together more often.
    private const int MostOperations = 32;
    private const int MostJoins = 4;

    /// <summary>The sequences that it is a step of.</summary>
    public IEnumerable<LayerNode> Sequences => Join is not null ? Parts.SelectMany(part => part.Sequences) : IsStep ? [Graph[Source]] : [];

    /// <summary>A value as a step of a sequence.</summary>
    /// <param name="value">The value.</param>
    /// <param name="features">Features that what takes it expects: one element of an axis is no feature of a layer that takes more.</param>
    public static StepInput Of(TensorValue value, Size features) => Of(value, features, MostJoins);

    private static StepInput Of(TensorValue value, Size features, int joins)
    {
        var operations = new List<LayerNode>();
        for (var current = value; operations.Count < MostOperations;)
        {
            current = Outside(current);
            switch (current.Graph[current.Node])
            {
                case SelectNode when current.Meaning is CellState state:
                    return Found(new TensorValue(state.Graph, state.Recurrence));
                case SelectNode select when current.Meaning is not LastStep:
                    return Found(Outside(new TensorValue(current.Graph, select.Inputs[0])));
                case PartNode { Features.Value: 1 } part when features.Value is not 1:
                    return Found(Outside(new TensorValue(current.Graph, part.Inputs[0])));
                case LinearNode or EmbeddingNode or ActivationNode or NormalizationNode or DropoutNode or ScaleNode or ShiftNode or ReshapeNode { MergesPositions: false }
                    when current.Graph[current.Node] is { Inputs.Count: 1 } operation:
                    operations.Add(operation);
                    features = operation is LinearNode linear ? linear.FanIn : operation is EmbeddingNode ? Size.Unknown : features;
                    current = new TensorValue(current.Graph, operation.Inputs[0]);
                    continue;
                case ConcatenateNode { AlongPositions: false } or AddNode or MultiplyNode when joins > 0 && current.Graph[current.Node] is { Inputs.Count: > 1 } join:
                    StepInput[] parts = [.. join.Inputs.Select(input => Of(new TensorValue(current.Graph, input), Size.Unknown, joins - 1))];
                    // What is no step may be another value at each turn, such as what a state attends to.
                    if (parts.All(part => part.IsStep))
                        return new(current.Graph, current.Node, operations, IsStep: true, join, parts);

                    break;
            }

            break;
        }

        value = Outside(value);
        return new(value.Graph, value.Node, [], IsStep: false, null, []);

        StepInput Found(TensorValue sequence) => new(sequence.Graph, sequence.Node, operations, IsStep: true, null, []);
    }

    /// <summary>Whether another step is computed in the same way of the same sequence.</summary>
    public bool IsLike(StepInput other) => IsStep == other.IsStep && (Join is null
            ? other.Join is null && ReferenceEquals(Graph, other.Graph) && Source == other.Source
            : Join.GetType() == other.Join?.GetType() && Parts.Count == other.Parts.Count && Parts.Zip(other.Parts, (one, two) => one.IsLike(two)).All(same => same))
        && Operations.Count == other.Operations.Count
        && Operations.Zip(other.Operations, (one, two) => one.GetType() == two.GetType() && one.Path == two.Path).All(same => same);

    /// <summary>The same computed of the whole sequence.</summary>
    public TensorValue OfSequence(Interpreter interpreter, SyntaxNode? use)
    {
        var node = Join is null
            ? interpreter.NodeOf(new TensorValue(Graph, Source), use)
            : interpreter.EmitLike(Join, Join with { Inputs = [.. Parts.Select(part => part.OfSequence(interpreter, use).Node)] }).Node;
        foreach (var operation in Operations.Reverse())
            node = interpreter.EmitLike(operation, operation with { Inputs = [node] }).Node;

        return new TensorValue(interpreter.Graph!, node);
    }

    private static TensorValue Outside(TensorValue value)
    {
        while (value.Graph.OutsideOf(value.Node) is { } around)
            value = around;

        return value;
    }
}
