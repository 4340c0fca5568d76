using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// What one run of forward cuts out of the graph, and where the cut values flow: a cut matters only where layers reach the output through
/// it and not otherwise.
/// </summary>
internal sealed class CutRecord(GraphBuilder graph)
{
    private readonly Dictionary<AbstractValue, HashSet<Source>> _marks = [];
    private readonly Dictionary<int, HashSet<Source>> _into = [];
    private readonly Dictionary<int, SyntaxNode> _unrecorded = [];
    private readonly HashSet<int> _escaped = [];

    private sealed record Source(CutKind Kind, SyntaxNode Place, int Node);

    public bool IsOf(GraphBuilder? other) => ReferenceEquals(graph, other);

    /// <summary>Whether something flowed where it could not be followed.</summary>
    public bool IsUnsure { get; set; }

    public bool IsEmpty => _marks.Count == 0 && _unrecorded.Count == 0;

    /// <summary>The value stands for a tensor that it has no graph of.</summary>
    public void Cut(AbstractValue value, TensorValue tensor, CutKind kind, SyntaxNode? place)
    {
        if (IsOf(tensor.Graph) && place is not null)
            Mark(value, [new(kind, place, tensor.Node)]);
        else
            IsUnsure = true;
    }

    /// <summary>A node is computed where no graph is recorded.</summary>
    public void LeaveUnrecorded(int node, SyntaxNode place) => _unrecorded[node] = place;

    /// <summary>A value goes where other code may take it to a loss.</summary>
    public void Escape(AbstractValue value)
    {
        foreach (var tensor in Parts(value).OfType<TensorValue>())
            if (IsOf(tensor.Graph))
                _escaped.Add(tensor.Node);
            else
                IsUnsure = true;
    }

    /// <summary>A value is computed from others.</summary>
    public void Flow(IEnumerable<AbstractValue> from, AbstractValue to)
    {
        if (_marks.Count == 0 || to is ConstantValue or IModuleValue or ShapeValue)
            return;

        var sources = from.Where(value => !ReferenceEquals(value, to)).SelectMany(SourcesOf).ToList();
        if (sources.Count > 0)
            Mark(to, sources);
    }

    /// <summary>A value that is no tensor of the graph becomes a node of it.</summary>
    public void Enter(AbstractValue value, GraphBuilder target, int node)
    {
        if (_marks.Count == 0 || SourcesOf(value).ToList() is not { Count: > 0 } sources)
            return;
        if (IsOf(target))
            Add(_into, node, sources);
        else
            IsUnsure = true;
    }

    /// <summary>The cuts between layers and the output.</summary>
    public IReadOnlyList<GradientCut> Judge(AbstractValue result, IEnumerable<AbstractValue> kept, Func<LayerNode, bool> hasWeights)
    {
        foreach (var value in kept)
            Escape(value);
        if (IsUnsure || IsEmpty)
            return [];

        var outputs = Parts(result).OfType<TensorValue>().Where(tensor => IsOf(tensor.Graph)).Select(tensor => tensor.Node).ToList();
        var live = Reach(outputs.Concat(_escaped), node => _unrecorded.ContainsKey(node) ? [] : graph[node].Inputs);
        live.ExceptWith(_unrecorded.Keys);
        var isWhole = !live.Any(node => hasWeights(graph[node]));
        // What is returned beside a tensor with a graph is shown, not trained.
        var shown = isWhole ? SourcesOf(result).ToList() : [];
        var flowing = Reach(outputs.Concat(shown.Select(source => source.Node)), node => graph[node].Inputs.Concat(_into.TryGetValue(node, out var cuts) ? cuts.Select(cut => cut.Node) : []));
        var sources = flowing.SelectMany(node => _into.TryGetValue(node, out var cuts) ? cuts : Enumerable.Empty<Source>())
            .Concat(flowing.Where(_unrecorded.ContainsKey).Select(node => new Source(CutKind.Unrecorded, _unrecorded[node], node)))
            .Concat(shown)
            .Where(source => !IsStraightThrough(source, live));
        var alive = new HashSet<string>(live.Where(node => hasWeights(graph[node])).Select(node => graph[node].Path));
        return [.. sources.GroupBy(source => (source.Kind, source.Place))
            .Select(cut => new GradientCut(cut.Key.Kind, cut.Key.Place, Dead(cut.Select(source => source.Node)), isWhole))
            .Where(cut => cut.Layers.Count > 0)];

        IReadOnlyList<string> Dead(IEnumerable<int> nodes) => [.. Reach(nodes, node => graph[node].Inputs)
            .Where(node => hasWeights(graph[node]) && !alive.Contains(graph[node].Path)).OrderBy(node => node).Select(node => graph[node].Path).Distinct()];
    }

    // x + (q(x) - x).detach(): the difference has x in it, which passes beside (Bengio et al. 2013).
    private bool IsStraightThrough(Source source, HashSet<int> live) =>
        source.Kind == CutKind.Detached && graph[source.Node] is AddNode sum
        && sum.Inputs.Any(input => live.Contains(graph[input] is ScaleNode scaled ? scaled.Inputs[0] : input));

    private void Mark(AbstractValue value, IReadOnlyCollection<Source> sources)
    {
        if (value is not TensorValue tensor)
            Add(_marks, value, sources);
        else if (IsOf(tensor.Graph))
            Add(_into, tensor.Node, sources);
        else
            IsUnsure = true;
    }

    private IEnumerable<Source> SourcesOf(AbstractValue value) =>
        Parts(value).SelectMany(part => _marks.TryGetValue(part, out var sources) ? sources : Enumerable.Empty<Source>());

    // An object that forward returns or passes on is what its fields hold.
    private static IEnumerable<AbstractValue> Parts(AbstractValue value) => Modules.ModuleTree.Elements(value)
        .SelectMany(part => part is ObjectValue result and not IModuleValue ? result.Fields.Values.SelectMany(Modules.ModuleTree.Elements) : [part]);

    private static void Add<TKey>(Dictionary<TKey, HashSet<Source>> table, TKey key, IEnumerable<Source> sources)
        where TKey : notnull
    {
        if (!table.TryGetValue(key, out var known))
            table[key] = known = [];
        known.UnionWith(sources);
    }

    private static HashSet<int> Reach(IEnumerable<int> from, Func<int, IEnumerable<int>> before)
    {
        var reached = new HashSet<int>(from);
        var open = new Stack<int>(reached);
        while (open.Count > 0)
            foreach (var node in before(open.Pop()))
                if (reached.Add(node))
                    open.Push(node);

        return reached;
    }
}
