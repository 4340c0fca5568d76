namespace GradGuard.Analyzers.Tracing;

/// <summary>A tensor that is computed from the model's input: a node of a graph under construction.</summary>
internal sealed class TensorValue(GraphBuilder graph, int node) : AbstractValue
{
    public GraphBuilder Graph { get; } = graph;

    public int Node { get; } = node;

    public override string Name => $"#{Node}";
}

/// <summary>A tensor that does not come from the model's input: data, a mask, a parameter of the user's own.</summary>
internal sealed class DataTensor(string name, double? secondMoment = null, ParameterDraw? draw = null) : AbstractValue
{
    public override string Name => name;

    /// <summary>The mean square of its elements, where the code tells.</summary>
    public double? SecondMoment { get; } = secondMoment;

    /// <summary>How its elements are drawn, where the code tells.</summary>
    public ParameterDraw? Draw { get; } = draw;
}

/// <summary>A parameter of a layer: what an initialisation call draws anew.</summary>
internal sealed class ParameterValue(LayerModule owner, LayerParameter parameter) : AbstractValue
{
    public LayerModule Owner { get; } = owner;

    public LayerParameter Parameter { get; } = parameter;

    public override string? Name => Owner.Path is { } path ? $"{path}.{Parameter.Name}" : Parameter.Name;
}
