using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>One operation on tensors.</summary>
internal sealed class TensorCall(Interpreter interpreter, string name, IReadOnlyList<AbstractValue> tensors, Arguments arguments, SyntaxNode? use)
{
    private static readonly string[] AxisNames = ["dim", "dims", "dimensions", "dimension", "axis"];

    public Interpreter Interpreter { get; } = interpreter;

    public string Name { get; } = name;

    public Arguments Arguments { get; } = arguments;

    public SyntaxNode? Use { get; } = use;

    public string Path => Interpreter.OperationPath(PlainName);

    /// <summary>The name without the mark of an operation in place: "add" for "add_".</summary>
    public string PlainName { get; } = Plain(name);

    public GraphBuilder Graph => Interpreter.Graph!;

    public IReadOnlyList<AbstractValue> Tensors { get; } = tensors;

    // TrimEnd makes an array at each call.
    private static string Plain(string name) => name.EndsWith("_", StringComparison.Ordinal) ? name.Substring(0, name.Length - 1) : name;

    /// <summary>The tensor that the operation works on.</summary>
    public AbstractValue Subject => Tensors.Count > 0 ? Tensors[0] : new UnknownValue($"'{Name}'");

    public bool HasTensorInList => Listed.Any(element => element is TensorValue);

    /// <summary>What stands in the lists among the arguments.</summary>
    public IEnumerable<AbstractValue> Listed => Arguments.Values.OfType<ListValue>().SelectMany(list => list.Elements)
        .SelectMany(element => element is RepeatedElements group ? (IEnumerable<AbstractValue>)group.Elements : [element]);

    /// <summary>Nodes of all tensors, those in lists included.</summary>
    public IReadOnlyList<int> Inputs => [.. Tensors.Concat(Listed.Where(element => element is TensorValue or DataTensor))
        .Select(tensor => Interpreter.NodeOf(tensor, Use))];

    public IReadOnlyList<int> FirstInput => [First];

    public int First => Interpreter.NodeOf(Subject, Use);

    /// <summary>What the subject is on the way to.</summary>
    public Meaning? Meaning => Graph.MeaningOf(First);

    /// <summary>The axes that the operation works along, as text: "-1", "2,3"; empty where it names none.</summary>
    public string Axes => string.Join(",", AxisNames.Select(name => Arguments[name]).FirstOrDefault(value => value is not null and not ConstantValue { Value: null }) switch
    {
        ListValue list => list.Elements.Select(element => element.NameOrText() ?? "?"),
        TupleValue tuple => tuple.Elements.Select(element => element.NameOrText() ?? "?"),
        { } single => [single.NameOrText() ?? "?"],
        null => [],
    });

    /// <summary>The one axis that the operation works along; null where the code does not tell.</summary>
    public long? Axis => AxisNames.Select(Arguments.Number).FirstOrDefault(number => number is not null) is { } axis ? (long)axis : null;

    /// <summary>Whether a new shape has two axes: samples and features.</summary>
    public bool IsFlatShape => Numbers.Count == 2;

    /// <summary>The numbers among the arguments, those in a list included: a shape, an order of axes.</summary>
    public IReadOnlyList<AbstractValue> Numbers => [.. (Arguments.First<ListValue>()?.Elements ?? Arguments.Values).Where(value => value is not (TensorValue or DataTensor))];

    /// <summary>The same operation on another tensor.</summary>
    public TensorCall On(AbstractValue tensor) => new(Interpreter, Name, [tensor], Arguments, Use);

    public AbstractValue Emit(LayerNode node, Meaning? meaning = null, IReadOnlyList<AbstractValue>? shape = null) =>
        Interpreter.Emit(node, Use, meaning: meaning, shape: shape);

    public AbstractValue Reshape(bool merges, IReadOnlyList<AbstractValue>? shape = null) =>
        Emit(new ReshapeNode(Path, FirstInput, merges && FollowsConvolution()), shape: shape);

    /// <summary>All that a sample has as one vector.</summary>
    public AbstractValue Merge(IReadOnlyList<AbstractValue>? shape = null) => Emit(new ReshapeNode(Path, FirstInput, MergesPositions: true), shape: shape);

    /// <summary>A value that is known only together with what follows.</summary>
    public AbstractValue Pending(Meaning meaning, string? reason = null) => Emit(new UnknownNode(Path, FirstInput, reason ?? $"'{Name}'"), meaning);

    public AbstractValue Unknown(string reason) => Interpreter.EmitUnknown(Name, [.. Tensors, .. Listed], reason, Use);

    public AbstractValue Arithmetic(BinaryOperatorKind kind)
    {
        var operands = new[] { Subject }.Concat(Arguments.Values.Where(value => !ReferenceEquals(value, Subject))).ToList();
        // x.add(x): the same tensor twice, once as receiver.
        var other = operands.Count > 1 ? operands[1] : Arguments.Count > 0 ? Arguments[0]! : Subject;
        return TensorArithmetic.Combine(Interpreter, kind, Subject, other, Use);
    }

    // A sequence of steps keeps its steps in a two-axis view; an image does not.
    private bool FollowsConvolution()
    {
        if (Subject is not TensorValue tensor)
            return false;

        for (var node = tensor.Node; ;)
        {
            switch (tensor.Graph[node])
            {
                case ConvolutionNode or PoolNode:
                    return true;
                case LinearNode or EmbeddingNode or RecurrentNode or AttentionNode or UnknownNode:
                    return false;
                case { Inputs.Count: > 0 } other:
                    node = other.Inputs[0];
                    continue;
                default:
                    return true;
            }
        }
    }
}
