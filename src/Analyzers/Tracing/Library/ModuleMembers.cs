using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Methods of a module.</summary>
internal static class ModuleMembers
{
    /// <summary>What a method of a module returns; null where it is none that we know.</summary>
    public static AbstractValue? Call(Interpreter interpreter, IMethodSymbol method, AbstractValue module, Arguments arguments, SyntaxNode syntax)
    {
        switch (method.Name)
        {
            case "call" or "forward":
                return interpreter.CallModule(module, arguments.Values, syntax);
            case "modules":
                return List(ModuleNames.Registered(module).Skip(1).Select(named => named.Module));
            case "children":
                return List(ModuleNames.RegisteredChildren(module).Select(named => named.Module));
            case "named_modules":
                return List(ModuleNames.Registered(module).Skip(1).Select(named => Pair(named.Path, named.Module)));
            case "named_children":
                return List(ModuleNames.RegisteredChildren(module).Select(named => Pair(named.Name, named.Module)));
            // These are named like their classes; a batch norm and a recurrent layer are not.
            case "GetName" when module is LayerModule { Type.Name: var layer } && (layer == "Linear" || layer.StartsWith("Conv", StringComparison.Ordinal)):
                return ConstantValue.Of(layer);
            case "parameters":
                return List(Parameters(module).Select(named => named.Parameter));
            case "named_parameters":
                return List(Parameters(module).Select(named => Pair(named.Path, named.Parameter)));
            case "state_dict":
                var byName = new DictionaryValue(interpreter.Scope);
                foreach (var (path, parameter) in Parameters(module))
                    byName.Set(ConstantValue.Of(path), parameter, interpreter.Scope);
                return byName;
            case "apply":
                // Children before their parents, as TorchSharp does; the order matters where two functions draw the same weight.
                foreach (var (_, below) in ModuleNames.Registered(module).Reverse().ToList())
                    interpreter.Apply(arguments[0]!, [below], syntax);
                return module;
            case "append" or "Add" or "extend" or "Insert" or "add" or "add_module" or "register_module":
                return Register(interpreter, method, module, arguments);
            case "RemoveAt" or "Remove" or "Clear" or "IndexOf" when module is ContainerModule { Type.Name: not "ModuleDict", Children: var children }:
                return KnownCollections.CallList(interpreter, children, method, arguments);
            case "values" or "items" when module is ContainerModule container:
                return method.Name == "items" ? container.Children : List(ModuleNames.Children(container).Select(child => child.Module));
            case "keys" when module is ContainerModule { Children.HasKnownLength: true } container:
                return List(ModuleNames.Children(container).Select(child => ConstantValue.Of(child.Name)));
            case "GetEnumerator" when EnumeratorValue.Over(module) is { } enumerator:
                return enumerator;
            case "ContainsKey" when module is ContainerModule { Children.HasKnownLength: true } dictionary && arguments[0] is ConstantValue { Value: string key }:
                return ConstantValue.Of(Sequences.Named(dictionary, key) is not null);
            case "register_buffer" or "register_parameter" when module is UserModule owner && arguments[0] is ConstantValue { Value: string name }:
                owner.Tensors[name] = arguments[1]!;
                owner.RegistersParameters |= method.Name == "register_parameter";
                return module;
            case "get_buffer" or "get_parameter" when arguments[0] is ConstantValue { Value: string name }:
                return (module as UserModule)?.Tensors.TryGetValue(name, out var tensor) == true ? tensor
                    : Parameters(module).FirstOrDefault(named => named.Path == name).Parameter;
            case "RegisterComponents" when module is UserModule user:
                user.RegisterComponents();
                return module;
            case "register_parameter" when module is UserModule owner:
                owner.RegistersParameters = true;
                return module;
            case "RegisterComponents" or "train" or "eval" or "zero_grad" or "register_buffer" or "register_parameter" or "Dispose" or "load" or "save":
                return module;
        }

        // to, cuda, half and their kin return the module itself.
        return method.IsExtensionMethod && interpreter.Torch.IsModule(method.ReturnType) ? module : null;

        ListValue List(IEnumerable<AbstractValue> values) => new(values, interpreter.Scope);
    }

    private static AbstractValue Register(Interpreter interpreter, IMethodSymbol method, AbstractValue module, Arguments arguments)
    {
        switch (module)
        {
            case UserModule { Chain: { } chain } when method.Name == "append":
                return Register(interpreter, method, chain, arguments);
            case UserModule user when arguments is { Count: 2 }:
                user.Registered.Add(new(arguments[0]!.NameOrText() ?? "*", arguments[1]!));
                UserModule.Register(arguments[1]!);
                break;
            case ContainerModule container when method.Name == "Insert" && arguments[0] is ConstantValue { Value: long at } && at <= container.Children.Elements.Count:
                container.Children.Elements.Insert((int)at, arguments[1]!);
                break;
            case ContainerModule container when arguments.Count == 2:
                container.Children.Add(new TupleValue([arguments[0]!, arguments[1]!]), interpreter.Scope);
                break;
            case ContainerModule container:
                // A list of modules is one child of a list of lists, unless it is to be taken apart.
                foreach (var child in method.Name == "extend" ? Sequences.Flatten(arguments.Values, null).Elements : arguments.Values.SelectMany(given => given is ListValue several ? several.Elements : (IEnumerable<AbstractValue>)[given]))
                    container.Children.Add(child, interpreter.Scope);
                break;
        }

        return module;
    }

    /// <summary>The parameters of a module and of its children, by their paths.</summary>
    public static IEnumerable<(string Path, AbstractValue Parameter)> Parameters(AbstractValue module) =>
        from named in ModuleNames.Registered(module)
        from parameter in ParametersOf(named.Module)
        select (named.Path.Length == 0 ? parameter.Name : $"{named.Path}.{parameter.Name}", parameter.Value);

    private static IEnumerable<(string Name, AbstractValue Value)> ParametersOf(AbstractValue module) => module switch
    {
        LayerModule { Model: { } model } layer => model.Parameters
            .Where(parameter => parameter.Switch is not { } flag || layer.Arguments.Flag(flag) != false)
            .Select(parameter => (parameter.Name, (AbstractValue)new ParameterValue(layer, parameter))),
        UserModule user => ModuleNames.RegisteredParameters(user),
        _ => [],
    };

    private static TupleValue Pair(string name, AbstractValue value) => new([ConstantValue.Of(name), value]);
}
