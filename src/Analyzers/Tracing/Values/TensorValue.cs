namespace GradGuard.Analyzers.Tracing;

/// <summary>A tensor that is computed from the model's input: a node of a graph under construction.</summary>
internal sealed class TensorValue(GraphBuilder graph, int node) : AbstractValue
{
    public GraphBuilder Graph { get; } = graph;

    public int Node { get; } = node;

    /// <summary>What a larger computation may recognise it by; null where it stands for itself.</summary>
    public Meaning? Meaning => Graph.MeaningOf(Node);

    /// <summary>Its axes, where the code has just said them.</summary>
    public IReadOnlyList<AbstractValue>? Shape => Graph.ShapeOf(Node);

    public override string Name => $"#{Node}";
}

/// <summary>A tensor that does not come from the model's input: data, a mask, a parameter of the user's own.</summary>
internal sealed class DataTensor(
    string name, double? secondMoment = null, ParameterDraw? draw = null, IReadOnlyList<AbstractValue>? shape = null, bool isMask = false) : AbstractValue
{
    private readonly double? _mean;
    private DataTensor? _redrawn;

    /// <summary>Whether the code asks for its gradient (requires_grad: true), though it is no parameter.</summary>
    public bool WantsGradient { get; set; }

    /// <summary>Whether it lets a position see only those before it: a triangle of ones or of minus infinity.</summary>
    public bool IsCausal { get; set; }

    /// <summary>The matrix that it is, where all of its rows are alike; null for any other data.</summary>
    public CirculantMatrix? Circulant { get; init; }

    /// <summary>The same numbers, known to be such a matrix.</summary>
    public DataTensor As(CirculantMatrix? circulant) => circulant is null ? this : new(name, SecondMoment, Draw, Shape, IsMask)
    {
        Mean = Mean,
        Path = Path,
        IsCausal = IsCausal,
        Circulant = circulant,
    };

    /// <summary>Whether every sample has numbers of its own, as noise that is drawn in forward.</summary>
    public bool IsNoise { get; init; }

    /// <summary>Its elements, or some of many at even distances, where the code says them one by one.</summary>
    public IReadOnlyList<double>? Elements { get; init; }

    /// <summary>The mean of its elements, where the code tells.</summary>
    public double? Mean { get => _mean ?? Elements?.Average() ?? (Draw?.Weight is { IsKnown: true } weight ? weight.Mean : null); init => _mean = value; }

    /// <summary>The tensor whose numbers it has without its graph; null for any other data.</summary>
    public TensorValue? DetachedFrom { get; init; }

    /// <summary>Of how many features its elements are the places, where they are those that a router chooses; null for any other data.</summary>
    public double? ChosenAmong { get; init; }

    /// <summary>What it is put together of, where a model learns some of it; null for any other data.</summary>
    public JoinedData? Joined { get; init; }

    /// <summary>Whether a model learns it.</summary>
    public bool IsLearned { get; init; }

    /// <summary>What it is a function of, element by element; null for what is drawn itself.</summary>
    public (DataTensor Drawn, Func<double, double> Function)? Image { get; init; }

    /// <summary>The parameters that it is composed of; null for a single one.</summary>
    public WeightComposition? Composition { get; init; }

    /// <summary>The same numbers, made of parts.</summary>
    public DataTensor Composed(WeightComposition? composition) => new(name, SecondMoment, Draw, Shape, IsMask)
    {
        Mean = Mean,
        IsLearned = IsLearned,
        Multiplier = Multiplier,
        Path = Path,
        Composition = composition,
    };

    /// <summary>The same parameter as an initialisation call has drawn it since, whatever variable named it; itself where none has.</summary>
    public DataTensor Latest => _redrawn?.Latest ?? this;

    /// <summary>What the code has multiplied the learned tensor by.</summary>
    public double Multiplier { get; init; } = 1;

    public override string Name => name;

    /// <summary>The name under which a model registers it ("blocks.0.scale"), once it is named; null for what is no parameter of a model.</summary>
    public string? Path { get; set; }

    /// <summary>The mean square of its elements, where the code tells.</summary>
    public double? SecondMoment { get; } = secondMoment;

    /// <summary>How its elements are drawn, where the code tells.</summary>
    public ParameterDraw? Draw { get; } = draw;

    /// <summary>Its axes, where the code says them.</summary>
    public IReadOnlyList<AbstractValue>? Shape { get; } = shape;

    /// <summary>Whether it is one number a sample, such as the index of the likeliest class.</summary>
    public bool IsOnePerSample { get; init; }

    /// <summary>Whether it only says which elements count, so that none of its numbers matters before training.</summary>
    public bool IsMask { get; } = isMask;

    /// <summary>Whether it is sines and cosines, as a table of positions.</summary>
    public bool AreAngles { get; init; }

    /// <summary>Whether it is one vector in the place of a sequence, as a class token is.</summary>
    public bool IsToken => Shape is { Count: 3 } axes && axes[1] is ConstantValue { Value: 1L };

    /// <summary>The same numbers, or some of them, on other axes.</summary>
    public DataTensor Rearranged(IReadOnlyList<AbstractValue>? axes, bool areAll = false) => new(name, SecondMoment, Draw, axes, IsMask)
    {
        Elements = areAll ? Elements : null,
        Mean = Mean,
        IsCausal = IsCausal,
        IsNoise = IsNoise,
        AreAngles = AreAngles,
        IsLearned = IsLearned,
        Multiplier = Multiplier,
        Path = Path,
    };

    /// <summary>Some of its numbers, drawn by the fans of the whole.</summary>
    public DataTensor Part(IReadOnlyList<AbstractValue>? axes) => SecondMoment is { } square && Draw is { Weight.Kind: not (Signal.InitializerKind.Normal or Signal.InitializerKind.Uniform or Signal.InitializerKind.Constant or Signal.InitializerKind.Identity) }
        ? new(name, square, new ParameterDraw(Signal.WeightInitializer.Normal(Math.Sqrt(square)), Draw.Bias), axes, IsMask) { IsLearned = IsLearned, Multiplier = Multiplier, Path = Path }
        : Rearranged(axes);

    /// <summary>One of its numbers for each index, which may be any of them: those of a batch differ from sample to sample.</summary>
    public DataTensor Picked(AbstractValue indices) => new(name, SecondMoment, Draw)
    {
        Elements = Elements,
        Mean = Mean,
        IsLearned = IsLearned,
        IsNoise = indices is TensorValue or DataTensor { IsNoise: true },
        Multiplier = Multiplier,
        Path = Path,
    };

    /// <summary>The parameter after an initialisation call, in place of this one wherever a model holds it.</summary>
    public DataTensor Redrawn(ParameterDraw draw) => _redrawn = new DataTensor(name, DataArithmetic.SecondMoment(draw, Shape), draw, Shape) { IsLearned = IsLearned, Path = Path };

    /// <summary>The number that all of its elements are; null where they differ or the code does not tell.</summary>
    public double? Constant => Draw is { Weight: { Kind: Signal.InitializerKind.Constant } weight } ? weight.Mean : null;
}

/// <summary>A parameter of a layer: what an initialisation call draws anew.</summary>
internal sealed class ParameterValue(LayerModule owner, LayerParameter parameter) : AbstractValue
{
    public LayerModule Owner { get; } = owner;

    public LayerParameter Parameter { get; } = parameter;

    /// <summary>How it is drawn, where the code or the layer tells.</summary>
    public ParameterDraw? Draw => Owner.DrawOf(Parameter.Name) is { } draw ? draw
        : Owner.Type.Name == "Embedding" ? new ParameterDraw(Signal.WeightInitializer.Normal(1), Signal.BiasInitializer.Normal(1))
        : Parameter is { Name: "weight", Axes: >= 2 } ? new ParameterDraw(Signal.WeightInitializer.TorchSharpDefault, Signal.BiasInitializer.TorchSharpDefault)
        : Parameter.Axes == 1 && Owner.Type.Name.EndsWith("Norm", StringComparison.Ordinal) ? ParameterDraw.Constant(Parameter.Name == "weight" ? 1 : 0)
        : null;

    /// <summary>The mean square of a layer's bias as the library draws it, 1 / 3 fan-in; null for any other parameter.</summary>
    public double? SquareOfBias => Parameter is { Name: "bias", Axes: 1 } && Draw is null
        && Owner.Model?.Parameters.FirstOrDefault(other => other.Name == "weight") is { } weight && new ParameterValue(Owner, weight).Shape is { Count: >= 2 } shape && Sizes.Product(shape.Skip(1)).Value is { } fanIn
            ? 1 / (3 * fanIn)
            : null;

    /// <summary>requires_grad, set to what the code says.</summary>
    public void Train(bool trains)
    {
        if (trains)
            Owner.Frozen.Remove(Parameter.Name);
        else
            Owner.Frozen.Add(Parameter.Name);
    }

    /// <summary>The lengths of its axes, a weight's out by in and a convolution's kernel behind, where the layer's arguments tell; null else.</summary>
    public IReadOnlyList<AbstractValue>? Shape => Parameter is not { Name: "weight", Axes: >= 2 } ? ForgetGates.Shape(this)
        : (Owner.Arguments["outputSize"] ?? Owner.Arguments["num_embeddings"]) is { } rows && (Owner.Arguments["inputSize"] ?? Owner.Arguments["embedding_dims"]) is { } columns
        ? [rows, columns]
        : KernelShape;

    // [out, in / groups, …] with a side for each axis of the map; a transposed one has the first two the other way round.
    private IReadOnlyList<AbstractValue>? KernelShape
    {
        get
        {
            var (outs, ins) = (Owner.Arguments["out_channels"], Owner.Arguments["in_channels"]);
            if (outs is null || ins is null || Owner.Arguments["kernel_size"] is not { } kernel || Owner.Type.Name.StartsWith("ConvTranspose", StringComparison.Ordinal))
                return null;

            var perGroup = Owner.Arguments["groups"] is { } groups and not ConstantValue { Value: 1L } ? SymbolicNumber.Divide(ins, groups) : ins;
            AbstractValue[] sides = kernel switch
            {
                TupleValue tuple => [.. tuple.Elements],
                ListValue { HasKnownLength: true } list => [.. list.Elements],
                _ => [.. Enumerable.Repeat(kernel, Parameter.Axes - 2)],
            };
            return sides.Length == Parameter.Axes - 2 ? [outs, perGroup, .. sides] : null;
        }
    }

    public override string? Name => Owner.Path is { } path ? $"{path}.{Parameter.Name}" : Parameter.Name;
}
