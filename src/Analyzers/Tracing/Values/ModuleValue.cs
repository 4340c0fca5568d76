using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>A module, whoever wrote it.</summary>
internal interface IModuleValue
{
    /// <summary>Its type, where known.</summary>
    INamedTypeSymbol? Type { get; }

    /// <summary>The name under which the model registers it ("blocks.0.fc"), once it is named.</summary>
    string? Path { get; set; }

    /// <summary>Where the code makes it.</summary>
    SyntaxNode? Construction { get; }
}

/// <summary>A layer of TorchSharp with the arguments it was made with.</summary>
internal sealed class LayerModule(INamedTypeSymbol type, LayerModel? model, Arguments arguments, SyntaxNode? construction, RepeatScope? scope = null) : AbstractValue, IModuleValue
{
    // Most layers are left as TorchSharp makes them.
    private HashSet<string>? _frozen;
    private Dictionary<string, ParameterDraw>? _draws;

    /// <summary>The loop that makes one at every turn; null where it is made once.</summary>
    public RepeatScope? Scope { get; } = scope;

    public INamedTypeSymbol Type { get; } = type;

    /// <summary>What it computes; null where we have no model of it.</summary>
    public LayerModel? Model { get; } = model;

    public Arguments Arguments { get; } = arguments;

    public string? Path { get; set; }

    public SyntaxNode? Construction { get; } = construction;

    /// <summary>The layer whose weight it uses in place of its own, or that uses its; null for none.</summary>
    public LayerModule? SharesWeightWith { get; set; }

    /// <summary>Its parameters that the code does not train: requires_grad = false.</summary>
    public HashSet<string> Frozen => _frozen ??= [];

    /// <summary>Whether it has weights and trains none of them.</summary>
    public bool IsFrozen => _frozen is { Count: > 0 } frozen && Model!.Parameters.All(parameter => parameter.Axes < 2 || frozen.Contains(parameter.Name));

    /// <summary>How its parameters are drawn, where the code does not leave that to the layer.</summary>
    public Dictionary<string, ParameterDraw> Draws => _draws ??= [];

    /// <summary>How one of its parameters is drawn; null where the code leaves that to the layer.</summary>
    public ParameterDraw? DrawOf(string parameter) => _draws is not null && _draws.TryGetValue(parameter, out var draw) ? draw : null;
}

/// <summary>Sequential, ModuleList or ModuleDict: children under names.</summary>
internal sealed class ContainerModule(INamedTypeSymbol type, ListValue children, SyntaxNode? construction) : AbstractValue, IModuleValue
{
    public INamedTypeSymbol Type { get; } = type;

    public string? Path { get; set; }

    public SyntaxNode? Construction { get; } = construction;

    /// <summary>Modules, or pairs of name and module.</summary>
    public ListValue Children { get; } = children;

    public bool IsSequential => Type.Name == "Sequential";

    /// <summary>The children at the time when it was registered; null where it never was.</summary>
    public IReadOnlyList<AbstractValue>? RegisteredChildren { get; private set; }

    /// <summary>Registers the children that it holds now, and theirs, which a Sequential does not do: it keeps them in a list of its own.</summary>
    public void RegisterComponents()
    {
        RegisteredChildren = [.. ModuleNames.Children(this).Select(child => child.Module)];
        if (!IsSequential)
            foreach (var child in RegisteredChildren)
                UserModule.Register(child);
    }
}

/// <summary>An instance of a module class of the user's own.</summary>
internal sealed class UserModule(INamedTypeSymbol type, SyntaxNode? construction) : ObjectValue(type), IModuleValue
{
    private (int Modules, int Tensors)? _namedFirst;

    public string? Path { get; set; }

    public SyntaxNode? Construction { get; } = construction;

    /// <summary>Tensors that the code registers under a name.</summary>
    public Dictionary<string, AbstractValue> Tensors { get; } = [];

    /// <summary>Modules that the code registers under a name of its own.</summary>
    public List<KeyValuePair<string, AbstractValue>> Registered { get; } = [];

    /// <summary>How many of them had their name before RegisterComponents named the fields: all of them where it never ran.</summary>
    public int NamedFirst => _namedFirst?.Modules ?? Registered.Count;

    /// <summary>The same of its tensors.</summary>
    public int TensorsNamedFirst => _namedFirst?.Tensors ?? Tensors.Count;

    /// <summary>The modules that a class of the user's own hands to Sequential, from which it derives; null where it derives from another.</summary>
    public ContainerModule? Chain { get; set; }

    /// <summary>Whether the code registers parameters under names of its own.</summary>
    public bool RegistersParameters { get; set; }

    /// <summary>What its fields held when RegisterComponents ran first; later runs do nothing. Null where it never ran.</summary>
    public IReadOnlyDictionary<ISymbol, AbstractValue>? RegisteredFields { get; private set; }

    /// <summary>RegisterComponents: takes the fields as they are, and registers the modules in them in turn.</summary>
    public void RegisterComponents()
    {
        if (RegisteredFields is not null)
            return;

        _namedFirst = (Registered.Count, Tensors.Count);
        RegisteredFields = new Dictionary<ISymbol, AbstractValue>(Fields, SymbolEqualityComparer.Default);
        foreach (var field in RegisteredFields.Values)
            Register(field);
    }

    /// <summary>What registration does to a module that becomes a child.</summary>
    public static void Register(AbstractValue child)
    {
        if (child is UserModule user)
            user.RegisterComponents();
        else if (child is ContainerModule { RegisteredChildren: null } container)
            container.RegisterComponents();
    }
}

/// <summary>A module that the code gets from outside.</summary>
internal sealed class UnknownModule(string name, INamedTypeSymbol? type) : AbstractValue, IModuleValue
{
    public override string Name => name;

    public INamedTypeSymbol? Type { get; } = type;

    public string? Path { get; set; }

    public SyntaxNode? Construction => null;
}
