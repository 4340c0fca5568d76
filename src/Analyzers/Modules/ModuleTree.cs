using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Modules;

/// <summary>Walks over what a value holds; code may make a thing hold itself, so each is visited once.</summary>
internal static class ModuleTree
{
    // Layers that no layer graph knows, yet have weights.
    private static readonly HashSet<string> Learned = ["RNNCell", "LSTMCell", "GRUCell", "Bilinear", "EmbeddingBag", "TransformerEncoder", "TransformerEncoderLayer", "TransformerDecoder", "TransformerDecoderLayer", "Transformer"];

    /// <summary>A module and all modules below it.</summary>
    public static IReadOnlyList<AbstractValue> Below(AbstractValue module) => module is LayerModule
        ? [module]
        : Walk(module, current => ModuleNames.Children(current).Select(child => child.Module));

    /// <summary>The elements of lists, tuples and dictionaries inside one another; the value itself where it is none.</summary>
    public static IReadOnlyList<AbstractValue> Elements(AbstractValue value) => value is TensorValue or IModuleValue or ConstantValue
        ? [value]
        : Walk(value, current => current switch
        {
            ListValue list => list.Elements,
            RepeatedElements group => group.Elements,
            TupleValue tuple => tuple.Elements,
            DictionaryValue dictionary => dictionary.Entries.Select(entry => entry.Value),
            _ => [],
        });

    /// <summary>A module, or the modules in a container instead of the container.</summary>
    public static IEnumerable<AbstractValue> Contents(AbstractValue module) => Walk(module, current => current is ContainerModule ? ModuleNames.Children(current).Select(child => child.Module) : [])
        .Where(part => part is not ContainerModule);

    /// <summary>A module and all that it registers once it is registered itself.</summary>
    public static IReadOnlyList<AbstractValue> ReachedByRegistration(AbstractValue module) => Walk(module, current => current switch
    {
        UserModule user => user.Registered.Select(registered => registered.Value).Concat(user.RegisteredFields?.Values ?? user.Fields.Values).Where(value => value is IModuleValue),
        ContainerModule { IsSequential: false } container => ModuleNames.Children(container).Select(child => child.Module),
        _ => [],
    });

    /// <summary>Whether a module certainly has parameters, its own or of a module below it.</summary>
    public static bool HasParameters(AbstractValue module) => Below(module).Any(part => part is LayerModule layer
        && (layer.Model?.Parameters.Any(parameter => parameter.Switch is not { } flag || layer.Arguments.Flag(flag) != false) ?? Learned.Contains(layer.Type.Name)));

    private static IReadOnlyList<AbstractValue> Walk(AbstractValue start, Func<AbstractValue, IEnumerable<AbstractValue>> inside)
    {
        var found = new List<AbstractValue> { start };
        var seen = new HashSet<AbstractValue> { start };
        for (var i = 0; i < found.Count; i++)
            found.AddRange(inside(found[i]).Where(seen.Add));

        return found;
    }
}
