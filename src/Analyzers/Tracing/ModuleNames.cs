using System.Globalization;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// The names under which TorchSharp registers modules: that of the field, "&lt;Fc&gt;k__BackingField" for an automatic property, the
/// place in a container. The monitor measures layers under the same names, so that prediction and measurement can stand side by side.
/// </summary>
internal static class ModuleNames
{
    private static readonly IReadOnlyDictionary<ISymbol, AbstractValue> NoFields = new Dictionary<ISymbol, AbstractValue>(SymbolEqualityComparer.Default);

    /// <summary>Names everything below a model; a module that stands in two places keeps its first name.</summary>
    public static void Assign(AbstractValue model)
    {
        if (model is IModuleValue root)
            root.Path ??= "";

        NameTensors(model, "");
        foreach (var (name, module) in Children(model))
            AssignBelow(module, name);
    }

    /// <summary>The direct children of a module with their names, in the order of registration.</summary>
    public static IEnumerable<(string Name, AbstractValue Module)> Children(AbstractValue module) => module switch
    {
        ContainerModule container => Numbered(container.Children),
        UserModule user => ChildrenOf(user),
        _ => [],
    };

    // A plain list registers nothing: what stands in it goes by the name that registers it, where one does.
    private static IEnumerable<(string Name, AbstractValue Module)> ChildrenOf(UserModule user)
    {
        foreach (var named in user.Registered.Take(user.NamedFirst).SelectMany(named => Under(named.Key, named.Value)))
            yield return named;
        foreach (var field in FieldsOf(user, value => value is IModuleValue))
            yield return (field.Key, field.Value);
        foreach (var named in user.Registered.Skip(user.NamedFirst).Concat(FieldsOf(user, value => value is ListValue or DictionaryValue)).SelectMany(named => Under(named.Key, named.Value)))
            yield return named;
        if (user.Chain is { } chain)
            foreach (var numbered in Numbered(chain.Children))
                yield return numbered;
    }

    /// <summary>
    /// The children that the library knows of at this point of the code: those of a module that has not run RegisterComponents yet are none,
    /// so that a loop over them in its constructor draws nothing.
    /// </summary>
    public static IEnumerable<(string Name, AbstractValue Module)> RegisteredChildren(AbstractValue module) => module is UserModule user
        ? (user.RegisteredFields ?? NoFields).Select(field => new KeyValuePair<string, AbstractValue>(FieldName(field.Key), field.Value))
            .Concat(user.Registered).Where(named => named.Value is IModuleValue).Select(named => (named.Key, named.Value))
            .Concat(user.Chain is { } chain ? Numbered(chain.Children) : [])
        : Children(module);

    /// <summary>The parameters that a module of the user's own holds itself and has registered.</summary>
    public static IEnumerable<(string Name, AbstractValue Parameter)> RegisteredParameters(UserModule user) =>
        from field in user.RegisteredFields ?? NoFields
        where field.Value is DataTensor || TypeOf(field.Key)?.Name is "ParameterList" or "ParameterDict"
        from named in TensorsIn(FieldName(field.Key), field.Value)
        where named.Tensor.Latest.IsLearned
        select (named.Name, (AbstractValue)named.Tensor.Latest);

    /// <summary>The module itself and everything below it, parents first.</summary>
    public static IReadOnlyList<(string Path, AbstractValue Module)> All(AbstractValue module) => Below(module, Children);

    /// <summary>The module itself and everything below it that the library knows of at this point of the code, parents first.</summary>
    public static IReadOnlyList<(string Path, AbstractValue Module)> Registered(AbstractValue module) => Below(module, RegisteredChildren);

    private static IReadOnlyList<(string Path, AbstractValue Module)> Below(AbstractValue module, Func<AbstractValue, IEnumerable<(string Name, AbstractValue Module)>> childrenOf)
    {
        var found = new List<(string, AbstractValue)>();
        var above = new Stack<AbstractValue>();
        Add("", module);
        return found;

        void Add(string path, AbstractValue current)
        {
            // A module that holds itself has no end, here as at run time.
            if (above.Contains(current))
                throw new TraceAbortedException("a module holds itself");
            if (found.Count >= Budget.MostNodes)
                throw new TraceAbortedException("it has too many modules");

            found.Add((path, current));
            above.Push(current);
            foreach (var (name, child) in childrenOf(current))
                Add(path.Length == 0 ? name : $"{path}.{name}", child);
            above.Pop();
        }
    }

    /// <summary>The module of a child that may stand beside its name.</summary>
    public static AbstractValue ModuleOf(AbstractValue child) => child is TupleValue { Pair: { } pair } ? pair.Second : child;

    private static void AssignBelow(AbstractValue module, string path)
    {
        if (module is not IModuleValue named || named.Path is not null)
            return;

        // One tensor in two places is registered under its first name.
        named.Path = (module as LayerModule)?.SharesWeightWith?.Path ?? path;
        if (module is LayerModule)
            return;

        NameTensors(module, path + ".");
        foreach (var (name, child) in Children(module))
            AssignBelow(child, $"{path}.{name}");
    }

    // Parameters that a module holds itself, and multiplies by: they are layers without a module of their own. One in a plain list goes by the
    // name that registers it, where one does.
    private static void NameTensors(AbstractValue module, string prefix)
    {
        if (module is UserModule user)
            foreach (var named in user.Tensors.Take(user.TensorsNamedFirst).Concat(FieldsOf(user, value => value is DataTensor)).Concat(user.Tensors).Concat(FieldsOf(user, _ => true)))
                foreach (var (name, tensor) in TensorsIn(named.Key, named.Value))
                    if (tensor.Latest is { IsLearned: true } or { Draw: not null })
                        tensor.Latest.Path ??= prefix + name;
    }

    private static IEnumerable<(string Name, DataTensor Tensor)> TensorsIn(string name, AbstractValue value) => value switch
    {
        DataTensor tensor => [(name, tensor)],
        ListValue list => Numbered(list).SelectMany(element => TensorsIn($"{name}.{element.Name}", element.Module)),
        TupleValue tuple => tuple.Elements.SelectMany((element, place) => TensorsIn($"{name}.Item{place + 1}", element)),
        DictionaryValue dictionary => dictionary.Entries.SelectMany(entry => TensorsIn($"{name}.{entry.Key.NameOrText() ?? "*"}", entry.Value)),
        _ => [],
    };

    private static IEnumerable<KeyValuePair<string, AbstractValue>> FieldsOf(UserModule user, Func<AbstractValue, bool> isAsked)
    {
        foreach (var field in user.Fields)
            if (isAsked(field.Value) && field.Key is not IParameterSymbol)
                yield return new(FieldName(field.Key), field.Value);
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;

    private static string FieldName(ISymbol member) =>
        member.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.Name == "ComponentNameAttribute") is { } attribute
            && attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Name").Value.Value is string given ? given
        : member is IPropertySymbol ? $"<{member.Name}>k__BackingField"
        : member.Name;

    private static IEnumerable<(string Name, AbstractValue Module)> Under(string name, AbstractValue value) => value switch
    {
        IModuleValue => [(name, value)],
        // A plain list is not registered; its modules get the names that a ModuleList would give them.
        ListValue list => Numbered(list).Select(child => ($"{name}.{child.Name}", child.Module)),
        DictionaryValue dictionary => dictionary.Entries.Where(entry => entry.Value is IModuleValue).Select(entry => ($"{name}.{entry.Key.NameOrText() ?? "*"}", entry.Value)),
        _ => [],
    };

    private static IEnumerable<(string Name, AbstractValue Module)> Numbered(ListValue list)
    {
        var position = 0;
        foreach (var element in list.Elements)
        {
            if (element is RepeatedElements group)
            {
                foreach (var repeated in group.Elements)
                    yield return (repeated is TupleValue { Pair.First: ConstantValue { Value: string given } } ? given : "*", ModuleOf(repeated));
                continue;
            }

            var number = position++.ToString(CultureInfo.InvariantCulture);
            yield return element is TupleValue { Pair: { First: not DataTensor } pair } ? (pair.First.NameOrText() ?? number, pair.Second) : (number, element);
        }
    }
}
