using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Modules;

/// <summary>Why RegisterComponents does not find a module.</summary>
internal enum UnregisteredCause
{
    /// <summary>It never runs.</summary>
    NeverCalled,

    /// <summary>It does not look into a list, an array or a dictionary.</summary>
    InCollection,

    /// <summary>The field is set after it has run.</summary>
    AssignedLate,

    /// <summary>The module enters a ModuleList after it has run.</summary>
    AddedLate,

    /// <summary>It is a tensor that wants a gradient, which becomes a buffer.</summary>
    PlainTensor,
}

/// <summary>A field or property with modules or parameters that the model does not own.</summary>
/// <param name="Member">The field or property.</param>
/// <param name="Cause">Why.</param>
/// <param name="Count">How many modules or parameters; null where only a run knows.</param>
internal sealed record UnregisteredMember(ISymbol Member, UnregisteredCause Cause, int? Count)
{
    /// <summary>The members of a model whose parameters an optimizer on the model's parameters never sees.</summary>
    public static IReadOnlyList<UnregisteredMember> Of(UserModule model, TorchSharpContext torch)
    {
        // What is registered under a name of its own but cannot be followed may be any of them.
        if (model.Registered.Exists(registered => registered.Value is not IModuleValue))
            return [];

        var owned = new HashSet<AbstractValue>();
        foreach (var value in model.Registered.Select(registered => registered.Value).Concat(model.RegisteredFields?.Values ?? []))
            Own(value, owned);

        return [.. model.Fields.Where(field => field.Key is not IParameterSymbol).Select(field => Judge(model, field.Key, field.Value, owned, torch)).OfType<UnregisteredMember>()];
    }

    /// <summary>Whether a member of a model is given nothing at all.</summary>
    public static bool IsEmpty(UserModule model, ISymbol member) => !model.Fields.TryGetValue(member, out var value) || value is ConstantValue { Value: null };

    private static UnregisteredMember? Judge(UserModule model, ISymbol member, AbstractValue value, HashSet<AbstractValue> owned, TorchSharpContext torch)
    {
        // What forward puts in a registered parameter's place, a longer table of positions, is nothing that the constructor forgot.
        var isHeldAtOnce = model.RegisteredFields is { } fields && fields.TryGetValue(member, out var registered) && registered is DataTensor;
        switch (value)
        {
            case ContainerModule { IsSequential: false } container when owned.Contains(container):
                var late = container.Children.Elements.Count == 0 ? [] : ModuleNames.Children(container).Where(child => !owned.Contains(child.Module) && ModuleTree.HasParameters(child.Module)).ToList();
                return late.Count == 0 ? null : new(member, UnregisteredCause.AddedLate, late.Count);
            case IModuleValue when Lost(value, owned).Any():
                return new(member, model.RegisteredFields is null ? UnregisteredCause.NeverCalled : UnregisteredCause.AssignedLate, 1);
            case DataTensor when TorchSharpContext.Derives(TypeOf(member), torch.Parameter) && !isHeldAtOnce && !model.RegistersParameters:
                return new(member, model.RegisteredFields is null ? UnregisteredCause.NeverCalled : UnregisteredCause.AssignedLate, 1);
            case DataTensor { WantsGradient: true } tensor when TorchSharpContext.Same(TypeOf(member), torch.Tensor) && !model.Tensors.ContainsValue(tensor):
                return new(member, UnregisteredCause.PlainTensor, 1);
            case ListValue or DictionaryValue or TupleValue:
                var lost = ModuleTree.Elements(value).Where(part => Lost(part, owned).Any() || IsLostParameter(part, member, model, torch)).Distinct().Count();
                var isCounted = value is not ListValue { HasKnownLength: false };
                return lost == 0 ? null : new(member, UnregisteredCause.InCollection, isCounted ? lost : null);
            default:
                return null;
        }
    }

    // A container of registered modules loses nothing, wherever it stands.
    private static IEnumerable<AbstractValue> Lost(AbstractValue value, HashSet<AbstractValue> owned) => value is not IModuleValue || owned.Contains(value)
        ? []
        : ModuleTree.Contents(value).Where(part => part is IModuleValue && !owned.Contains(part) && ModuleTree.HasParameters(part));

    // A tensor that a list of parameters holds, and no field or name beside it.
    private static bool IsLostParameter(AbstractValue part, ISymbol list, UserModule model, TorchSharpContext torch) => part is DataTensor && HoldsParameters(list, torch)
        && !model.RegistersParameters && !model.Tensors.ContainsValue(part) && model.RegisteredFields?.Values.Contains(part) != true;

    /// <summary>Whether a field or property is a collection of parameters.</summary>
    public static bool HoldsParameters(ISymbol member, TorchSharpContext torch) => TypeOf(member) switch
    {
        IArrayTypeSymbol { ElementType: var element } => TorchSharpContext.Derives(element, torch.Parameter),
        INamedTypeSymbol { TypeArguments: var arguments } => arguments.Any(argument => TorchSharpContext.Derives(argument, torch.Parameter)),
        _ => false,
    };

    private static void Own(AbstractValue value, HashSet<AbstractValue> owned)
    {
        if (value is not IModuleValue || !owned.Add(value))
            return;

        var children = value switch
        {
            ContainerModule { IsSequential: true } sequential => ModuleNames.Children(sequential).Select(child => child.Module),
            ContainerModule container => container.RegisteredChildren ?? [],
            UserModule user => user.Registered.Select(registered => registered.Value).Concat(user.RegisteredFields?.Values ?? []),
            _ => [],
        };
        foreach (var child in children)
            Own(child, owned);
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;
}
