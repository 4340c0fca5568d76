using System.Collections.Immutable;

namespace GradGuard.Layers;

/// <summary>The layers of a model and which parameter belongs to which; immutable, rebuilt when the model changes.</summary>
public sealed class LayerCatalog
{
    private readonly int[] _layerOfParameter;
    private readonly ParameterEntry[] _parameters;

    private LayerCatalog(ParameterEntry[] parameters, int[] layerOfParameter, ImmutableArray<Layer> layers, int droppedLayers)
    {
        _parameters = parameters;
        _layerOfParameter = layerOfParameter;
        Layers = layers;
        DroppedLayers = droppedLayers;
        FirstWeightLayer = IndexOfWeightLayer(layers, first: true);
        LastWeightLayer = IndexOfWeightLayer(layers, first: false);
        FirstStage = StackedLevel.Outermost(MembersOf(FirstWeightLayer, weightsOnly: true), parameters, highest: false);
        LastStage = StackedLevel.Outermost(MembersOf(LastWeightLayer, weightsOnly: false), parameters, highest: true);
    }

    /// <summary>The layers in order of execution where the first forward pass showed it, else in order of registration.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>Layers without a series of their own because of the budget.</summary>
    public int DroppedLayers { get; }

    /// <summary>Index of the first layer with a weight, or -1.</summary>
    public int FirstWeightLayer { get; }

    /// <summary>Index of the last layer with a weight, or -1.</summary>
    public int LastWeightLayer { get; }

    /// <summary>Whether there are two weight layers, so that a ratio of first to last exists.</summary>
    public bool HasDepth => FirstWeightLayer != LastWeightLayer;

    /// <summary>
    /// The weights that the gradient reaches last, as indices into <see cref="Parameters"/>: those of the first weight layer, or of its lowest
    /// level where several are stacked within one native module.
    /// </summary>
    internal ImmutableArray<int> FirstStage { get; }

    /// <summary>The parameters that the gradient reaches first, weights and biases: those of the last weight layer, or of its highest level.</summary>
    internal ImmutableArray<int> LastStage { get; }

    /// <summary>Whether first and last stage differ, so that there is a way for the gradient to shrink on.</summary>
    internal bool HasStages => FirstWeightLayer >= 0 && !LastStage.Contains(FirstStage[0]);

    /// <summary>The trainable parameters in order of registration.</summary>
    public ReadOnlySpan<ParameterEntry> Parameters => _parameters;

    /// <summary>Index into <see cref="Layers"/> for each of <see cref="Parameters"/>.</summary>
    public ReadOnlySpan<int> LayerOfParameter => _layerOfParameter;

    /// <summary>Groups parameters by module path.</summary>
    /// <param name="parameters">Trainable parameters in order of registration.</param>
    /// <param name="rootType">Type name of the model, which names the layer of parameters that the model itself owns.</param>
    /// <param name="budget">The most layers to have, at least 1.</param>
    /// <param name="executionOrder">Module paths in order of first execution; null or partial leaves the order of registration.</param>
    public static LayerCatalog Build(
        IReadOnlyList<ParameterEntry> parameters, string rootType, int budget, IReadOnlyList<string>? executionOrder = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 1);
        var ownPaths = PathsOf(parameters, rootType);
        var paths = LayerBudget.Group(ownPaths, budget);
        var order = Order(paths, ownPaths, executionOrder);

        var indexOf = new Dictionary<string, int>();
        foreach (var path in order)
            indexOf[path] = indexOf.Count;

        var layerOfParameter = Array.ConvertAll(paths, path => indexOf[path]);
        var members = parameters.Select((parameter, i) => (parameter, layer: layerOfParameter[i])).ToLookup(pair => pair.layer, pair => pair.parameter);
        var layers = order.Select((path, i) => ToLayer(path, members[i].ToList())).ToImmutableArray();
        return new LayerCatalog([.. parameters], layerOfParameter, layers, ownPaths.Distinct().Count() - layers.Length);
    }

    private ImmutableArray<int> MembersOf(int layer, bool weightsOnly) =>
        [.. Enumerable.Range(0, _parameters.Length).Where(i => _layerOfParameter[i] == layer && (!weightsOnly || _parameters[i].IsWeight))];

    private static Layer ToLayer(string path, List<ParameterEntry> parameters) => new(
        path,
        parameters[0].ModuleType,
        [.. parameters.Select(parameter => parameter.Name)],
        parameters.Sum(parameter => parameter.ElementCount),
        parameters.Any(parameter => parameter.IsWeight));

    // A Sequential keeps two entries of one name: the second fc.weight opens a second layer, fc#2.
    private static string[] PathsOf(IReadOnlyList<ParameterEntry> parameters, string rootType)
    {
        var timesSeen = new Dictionary<string, int>();
        var paths = new string[parameters.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            var times = timesSeen[parameters[i].Name] = timesSeen.GetValueOrDefault(parameters[i].Name) + 1;
            var module = ParameterPath.ModuleOf(parameters[i].Name);
            paths[i] = (module.Length == 0 ? rootType : ParameterPath.WithoutBackingFields(module)) + (times > 1 ? $"#{times}" : "");
        }

        return paths;
    }

    private static List<string> Order(string[] paths, string[] ownPaths, IReadOnlyList<string>? executionOrder)
    {
        var registered = paths.Distinct().ToList();
        if (executionOrder is null)
            return registered;

        var rankOf = new Dictionary<string, int>();
        foreach (var path in executionOrder)
            rankOf.TryAdd(ParameterPath.WithoutBackingFields(path), rankOf.Count);

        // A layer that was never seen to run (it was called through forward, which no hook sees) stays behind its registered neighbour.
        var rank = -1;
        var rankOfGroup = new Dictionary<string, int>();
        foreach (var (group, own) in paths.Zip(ownPaths))
        {
            rank = rankOf.GetValueOrDefault(own, rank);
            rankOfGroup[group] = Math.Min(rank, rankOfGroup.GetValueOrDefault(group, rank));
        }

        return [.. registered.OrderBy(path => rankOfGroup[path])];
    }

    private static int IndexOfWeightLayer(ImmutableArray<Layer> layers, bool first)
    {
        var indices = Enumerable.Range(0, layers.Length).Where(i => layers[i].HasWeight).DefaultIfEmpty(-1);
        return first ? indices.First() : indices.Last();
    }
}
