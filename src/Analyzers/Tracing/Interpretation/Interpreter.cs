using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Runs code on abstract values: constructors make modules, forward makes a layer graph. What it cannot know becomes unknown, with a
/// reason; nothing that it meets makes it throw but the end of its budget.
/// </summary>
internal sealed partial class Interpreter(
    TorchSharpContext torch, SourceCode source, NodeOrigins origins, Choices choices, Budget budget, CancellationToken cancellation)
{
    private static readonly string[] WeightNames = ["weight", "weight_hh_l0", "weight_ih_l0", "weight_hh", "weight_ih"];

    private readonly Dictionary<ISymbol, AbstractValue> _statics = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _staticsMade = new(SymbolEqualityComparer.Default);
    private readonly Stack<string> _modulePaths = new();
    private Frame _frame = new(null, null, null);
    private RepeatScope? _scope;
    private readonly Stack<SyntaxNode?> _callSites = new();
    private Frame? _lastFrame;
    private int _calls;
    private int _modulesUnderConstruction;

    public TorchSharpContext Torch { get; } = torch;

    /// <summary>The graph under construction; null while no forward runs.</summary>
    public GraphBuilder? Graph { get; private set; }

    public RepeatScope? Scope => _scope;

    /// <summary>
    /// Every Sequential made outside a module's own constructor, in the order of its making, with the expression of the outermost code
    /// that leads to it: its own, or the call of the method that makes it.
    /// </summary>
    public List<(ContainerModule Model, SyntaxNode? Origin)> Sequentials { get; } = [];

    /// <summary>Whether loops and conditions that have nothing to do with modules are passed over.</summary>
    public bool SkipsWhatMakesNoModule { get; init; }

    /// <summary>Runs a model's forward on fresh inputs; the graph's output is what it returns.</summary>
    public LayerGraph Trace(AbstractValue model, Func<Interpreter, IReadOnlyList<AbstractValue>> inputs, SyntaxNode use)
    {
        Graph = new GraphBuilder(origins);
        _cuts = new CutRecord(Graph);
        ModuleNames.Assign(model);
        var result = CallModule(model, inputs(this), use);
        Cuts = _cuts.Judge(result, model is ObjectValue owner ? owner.Fields.Values.Where(value => value is not IModuleValue) : [], HasWeights);
        _cuts = null;
        var graph = Graph.Build(OutputOf(result, use));
        Graph = null;
        return graph;
    }

    /// <summary>Runs a method's body or an initializer for the modules it makes; its parameters come from outside.</summary>
    public void RunMember(ISymbol member, IOperation code)
    {
        AbstractValue? self = member.IsStatic || member.ContainingType is null ? null : new OpaqueValue("this", member.ContainingType);
        ExecuteIn(new Frame(member as IMethodSymbol, self, null), code is IConstructorBodyOperation constructor ? constructor.BlockBody ?? constructor.ExpressionBody : code);
    }

    /// <summary>The value of an expression that needs nothing of the code around it but variables that are set once, given in the order of their need.</summary>
    public AbstractValue EvaluateClosed(IOperation expression, IEnumerable<(ILocalSymbol Local, IOperation Value)> variables)
    {
        var frame = new Frame(null, null, null);
        return InFrame(frame, () =>
        {
            foreach (var (local, value) in variables)
                frame.Declare(local, Evaluate(value));

            return Evaluate(expression);
        });
    }

    public void Note(ContainerModule sequential)
    {
        if (_modulesUnderConstruction == 0)
            Sequentials.Add((sequential, _callSites.Count > 0 ? _callSites.Last() : sequential.Construction));
    }

    public TensorValue Emit(
        LayerNode node, SyntaxNode? use, LayerModule? layer = null, Meaning? meaning = null, IReadOnlyList<AbstractValue>? shape = null)
    {
        if (Graph!.Count >= Budget.MostNodes)
            throw new TraceAbortedException("its graph has too many operations");

        NoteMode(Graph.Count);
        var value = Graph.Add(node, new NodeOrigin(layer?.Construction, use, layer?.Type.Name, InitializationOf(layer)), meaning, shape);
        if (node is LinearNode && Layout.IsOverPositions(Graph, node.Inputs[0]))
            Graph.NoteLayout(value.Node, 1);
        return value;
    }

    /// <summary>Emits an operation that stands where another one stands.</summary>
    public TensorValue EmitLike(LayerNode original, LayerNode node)
    {
        if (Graph!.Count >= Budget.MostNodes)
            throw new TraceAbortedException("its graph has too many operations");

        NoteMode(Graph.Count);
        return Graph.Add(node, origins[original]);
    }

    private static SyntaxNode? InitializationOf(LayerModule? layer)
    {
        foreach (var weight in WeightNames)
            if (layer?.DrawOf(weight) is { } draw)
                return draw.Place;

        return null;
    }

    /// <summary>The node of a value; what is no tensor of this graph becomes an input or an unknown of it.</summary>
    public int NodeOf(AbstractValue value, SyntaxNode? use)
    {
        if (value is TensorValue tensor && (ReferenceEquals(tensor.Graph, Graph) ? tensor.Node : Graph!.Import(tensor, new NodeOrigin(null, use))) is { } node)
            return node;
        // What every turn of a loop has left, read after it.
        if (value is TensorValue { Graph.Finished: { } finished, Node: var left })
        {
            LoseTrack();
            return NodeOf(finished.SequenceOf(left), use);
        }

        var given = value;
        value = DataArithmetic.AsData(value);
        var path = OperationPath(value.Name ?? "value");
        LayerNode made = value switch
        {
            DataTensor { IsNoise: true, SecondMoment: { } moment } noise => new InputNode(path, moment, Mean: noise.Mean ?? 0),
            DataTensor { SecondMoment: { } moment } data => new InputNode(path, moment, data.Shape is { Count: 3 } axes ? Sizes.Of(axes[1]) : default, IsShared: true, data.Mean ?? 0, data.AreAngles, FeaturesOf(data)),
            OpaqueValue { IsInput: true } or DataTensor { IsMask: true } => new InputNode(path),
            ConstantValue constant when Sizes.Number(constant) is { } number => new InputNode(path, number * number),
            TensorValue => new UnknownNode(path, [], "a value from inside a repeated block"),
            UnknownValue unknown => new UnknownNode(path, [], unknown.Reason),
            _ => new UnknownNode(path, [], $"{value.Name ?? "a value"} that does not come from the model's input"),
        };
        var entered = Emit(made, use).Node;
        _cuts?.Enter(given, Graph!, entered);
        return entered;
    }

    // A vector's, those of each position, or those of each head that a model learns; a column stretches over them.
    private static Size FeaturesOf(DataTensor data) => data.Shape switch
    {
        { Count: 1 or 3 } lengths => Sizes.Of(lengths[lengths.Count - 1]),
        { Count: 2 } lengths when data.IsLearned && lengths[1] is ConstantValue { Value: > 1L } => Sizes.Of(lengths[1]),
        _ => default,
    };

    /// <summary>An operation on tensors that we have no model of.</summary>
    public AbstractValue EmitUnknown(string name, IEnumerable<AbstractValue> operands, string reason, SyntaxNode? use)
    {
        var tensors = operands.OfType<TensorValue>().Select(tensor => NodeOf(tensor, use)).Distinct().ToList();
        return Graph is null || tensors.Count == 0 ? new DataTensor(name) : Emit(new UnknownNode(OperationPath(name), tensors, reason), use);
    }

    /// <summary>The name of an operation that no module stands behind.</summary>
    public string OperationPath(string name) => _modulePaths.Count > 0 && _modulePaths.Peek().Length > 0 ? $"{_modulePaths.Peek()}.{name}" : name;

    // A model that returns several tensors is trained on all of them.
    private int OutputOf(AbstractValue result, SyntaxNode use)
    {
        var tensors = Tensors(result).ToList();
        // The weights of attention are shown beside what they weigh; no loss reads them.
        if (tensors.Exists(tensor => tensor.Meaning is not Scores))
            tensors.RemoveAll(tensor => tensor.Meaning is Scores);

        var outputs = tensors.Select(tensor => NodeOf(Compared(tensor, use), use)).Distinct().ToList();
        return outputs.Count switch
        {
            0 => NodeOf(result is UnknownValue ? result : new UnknownValue("forward returns nothing that comes from its input"), use),
            1 => outputs[0],
            _ => Emit(new OutputsNode("output", outputs), use).Node,
        };

        static IEnumerable<TensorValue> Tensors(AbstractValue value) => value switch
        {
            TensorValue tensor => [tensor],
            TupleValue tuple => tuple.Elements.SelectMany(Tensors),
            ListValue list => list.Elements.SelectMany(Tensors),
            RepeatedElements group => group.Elements.SelectMany(Tensors),
            DictionaryValue dictionary => dictionary.Entries.SelectMany(entry => Tensors(entry.Value)),
            ObjectValue result => result.Fields.Values.SelectMany(Tensors),
            _ => [],
        };
    }

    // Scores that no softmax follows compare each of one batch with each of another, as contrastive losses do; one pair stands for all.
    private TensorValue Compared(TensorValue value, SyntaxNode use)
    {
        if (value.Meaning is not Scores { AreWeights: false, Scale: { } scale } scores || !ReferenceEquals(value.Graph, Graph) || IsGiven(scores.Query) || IsGiven(scores.Key))
            return value;

        var product = Emit(new MultiplyNode(OperationPath("multiply"), [scores.Query, scores.Key]), use);
        var sum = Emit(new SumNode(OperationPath("compare"), [product.Node], OverFeatures: true), use);
        return scale == 1 ? sum : Emit(new ScaleNode(OperationPath("scale"), [sum.Node], scale), use);
    }

    private bool IsGiven(int node)
    {
        while (Graph![node] is ReshapeNode)
            node = Graph[node].Inputs[0];
        return Graph[node] is InputNode;
    }

    private static UnknownValue Unknown(string reason) => new(reason);
}
