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
internal sealed class LayerModule(INamedTypeSymbol type, LayerModel? model, Arguments arguments, SyntaxNode? construction) : AbstractValue, IModuleValue
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>What it computes; null where we have no model of it.</summary>
    public LayerModel? Model { get; } = model;

    public Arguments Arguments { get; } = arguments;

    public string? Path { get; set; }

    public SyntaxNode? Construction { get; } = construction;

    /// <summary>How its parameters are drawn, where the code does not leave that to the layer.</summary>
    public Dictionary<string, ParameterDraw> Draws { get; } = [];
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
}

/// <summary>An instance of a module class of the user's own.</summary>
internal sealed class UserModule(INamedTypeSymbol type, SyntaxNode? construction) : ObjectValue(type), IModuleValue
{
    public string? Path { get; set; }

    public SyntaxNode? Construction { get; } = construction;

    /// <summary>Tensors that the code registers under a name.</summary>
    public Dictionary<string, AbstractValue> Tensors { get; } = [];

    /// <summary>Modules that the code registers under a name of its own.</summary>
    public List<KeyValuePair<string, AbstractValue>> Registered { get; } = [];
}

/// <summary>A module that the code gets from outside.</summary>
internal sealed class UnknownModule(string name, INamedTypeSymbol? type) : AbstractValue, IModuleValue
{
    public override string Name => name;

    public INamedTypeSymbol? Type { get; } = type;

    public string? Path { get; set; }

    public SyntaxNode? Construction => null;
}
