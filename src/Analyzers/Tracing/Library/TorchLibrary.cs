using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>A call into TorchSharp: a layer made, a parameter drawn, a module used, an operation on tensors.</summary>
internal static class TorchLibrary
{
    public static AbstractValue Call(Interpreter interpreter, IMethodSymbol method, AbstractValue? receiver, Arguments arguments, SyntaxNode syntax)
    {
        var torch = interpreter.Torch;
        var subject = receiver ?? (method.IsExtensionMethod ? arguments[0] : null);
        if (subject is IModuleValue or UnknownValue && ModuleMembers.Call(interpreter, method, subject, arguments, syntax) is { } result)
            return result;
        // A ParameterList or ParameterDict is the collection that it says it is.
        if (subject is ListValue or DictionaryValue && KnownCollections.Call(interpreter, method, subject, arguments) is { } element)
            return element;
        if (method.ContainingType.Name == "TensorIndex" && method.IsStatic)
            return method.Name == "Slice" ? new RangeValue(arguments[0], arguments[1]) { Step = arguments[2] is ConstantValue { Value: > 1L and long step } ? step : 1 } : arguments[0] ?? new UnknownValue("an index");
        if (method.Name == "NewDisposeScope")
            return new OpaqueValue("scope", method.ReturnType);
        // A scope hands on what it is given.
        if (method.ContainingType.Name == "DisposeScope" && arguments.Count > 0)
            return arguments[0] is ListValue { Elements.Count: 1 } only ? only.Elements[0] : arguments[0]!;
        if (TorchSharpContext.Same(method.ContainingType, torch.Initializers))
            return Initialize(method.Name, arguments, syntax);
        if (subject is ParameterValue parameter)
            return OnParameter(interpreter, method, parameter, arguments, syntax);
        if (method.IsStatic && torch.LayerName(method.ReturnType) is { } layer)
            return Make(interpreter, (INamedTypeSymbol)method.ReturnType, layer, arguments, syntax);
        if (method.IsStatic && torch.IsModule(method.ReturnType))
            return new UnknownModule(method.Name, method.ReturnType as INamedTypeSymbol);

        if (method is { Name: "grad", ContainingType.Name: "autograd" })
            return new ListValue([interpreter.EmitUnknown("grad", [.. arguments.Values.OfType<ListValue>().SelectMany(list => list.Elements), .. arguments.Values], "'autograd.grad', a gradient within forward, whose own gradient takes second derivatives", syntax)]);
        if (method is { Name: "invoke", ContainingType.Name: "CompilationUnit" })
            return interpreter.EmitUnknown("script", [.. arguments.Values.OfType<ListValue>().SelectMany(list => list.Elements), .. arguments.Values], "a script, whose code is not C#", syntax);

        // Sequences of several lengths: packed together they are the same steps, and the lengths are data.
        if (method.ContainingType is { Name: "rnn", ContainingType.Name: "utils" })
            return method.Name is "pad_packed_sequence" ? new TupleValue([arguments[0]!, new DataTensor("lengths", isMask: true)])
                : arguments[0] is ListValue sequences ? TensorOperations.Call(interpreter, "stack", [], new Arguments(method.Parameters, sequences), null, syntax)
                : arguments[0]!;

        var value = TensorOperations.Call(interpreter, method.Name, TensorsOf(receiver, arguments), arguments, method, syntax);
        if (value is DataTensor { IsLearned: false } made && arguments.Flag("requires_grad") == true)
            made.WantsGradient = true;

        return value;
    }

    // Whatever the receiver is, the operation is one on it.
    private static List<AbstractValue> TensorsOf(AbstractValue? receiver, Arguments arguments)
    {
        var tensors = new List<AbstractValue>(2);
        if (receiver is not null)
            tensors.Add(receiver);
        foreach (var value in arguments.Values)
            if (IsTensor(value))
                tensors.Add(value);

        return tensors;
    }

    private static bool IsTensor(AbstractValue value) => value is TensorValue or DataTensor or ParameterValue;

    private static AbstractValue Make(Interpreter interpreter, INamedTypeSymbol type, string name, Arguments arguments, SyntaxNode syntax)
    {
        switch (name)
        {
            case "Sequential":
                var children = arguments.Values.OfType<IModuleValue>().Any() && arguments[0] is IModuleValue
                    ? new ListValue(arguments.Values, interpreter.Scope)
                    : Sequences.Flatten(arguments.Values, interpreter.Scope);
                var sequential = new ContainerModule(type, children, syntax);
                interpreter.Note(sequential);
                return sequential;
            case "ModuleList" or "ModuleDict":
                return new ContainerModule(type, Sequences.Flatten(arguments.Values, interpreter.Scope), syntax);
            case "ParameterList" or "ParameterDict":
                return KnownCollections.OfParameters(interpreter, name, arguments);
            case "Parameter":
                return DataArithmetic.Learned(arguments.First<DataTensor>() ?? new DataTensor("parameter"));
            default:
                return new LayerModule(type, KnownLayers.Find(name), arguments, syntax, interpreter.Scope);
        }
    }

    private static AbstractValue Initialize(string name, Arguments arguments, SyntaxNode syntax)
    {
        if (name == "calculate_gain")
            return arguments.Number("nonlinearity") is { } nonlinearity
                ? ConstantValue.Of(KnownInitializers.Gain(nonlinearity, arguments.Number("param") ?? 0))
                : new UnknownValue("a gain");
        if (name == "CalculateFanInAndFanOut" && arguments[0] is ParameterValue fanned)
            return new TupleValue([fanned.Owner.Arguments["inputSize"] ?? SymbolicNumber.Named("fan_in"), fanned.Owner.Arguments["outputSize"] ?? SymbolicNumber.Named("fan_out")]);

        var draw = KnownInitializers.Draw(name, arguments) with { Place = syntax };
        switch (arguments[0])
        {
            case ParameterValue parameter:
                ForgetGates.Redraw(parameter.Owner, parameter.Parameter.Name, draw);
                return parameter;
            case DataTensor data:
                return data.Redrawn(draw);
            default:
                return arguments[0] ?? new UnknownValue($"'{name}'");
        }
    }

    private static AbstractValue OnParameter(Interpreter interpreter, IMethodSymbol method, ParameterValue parameter, Arguments arguments, SyntaxNode syntax)
    {
        var name = method.Name;
        var draws = parameter.Owner.Draws;
        if (KnownInitializers.IsKnown(name))
            ForgetGates.Redraw(parameter.Owner, parameter.Parameter.Name, KnownInitializers.Draw(name, arguments) with { Place = syntax });
        else if (name is "copy_" or "set_" && DrawOf(arguments.Values.FirstOrDefault()) is { } drawn)
            ForgetGates.Redraw(parameter.Owner, parameter.Parameter.Name, drawn with { Place = syntax });
        else if (name is "requires_grad_" && (arguments.Flag("requires_grad") ?? arguments.Values.OfType<ConstantValue>().Select(value => value.Value as bool?).FirstOrDefault()) is { } trains)
            parameter.Train(trains);
        else if (name is "mul_" or "div_")
            draws[parameter.Parameter.Name] = Scaled(parameter, name, Sizes.Number(arguments[0])) with { Place = syntax };
        else if (ForgetGates.Of(parameter, name, arguments) is { } part)
            return part;
        else if (name is "dim")
            return ConstantValue.Integer(parameter.Parameter.Axes);
        else if (name is "numel" && parameter.Shape is { } lengths && Sizes.Product(lengths).Value is { } count)
            return ConstantValue.Integer(count);
        else if (parameter.Shape is not null && name is "size" or "norm" or "t" or "transpose")
            return TensorOperations.Call(interpreter, name, [DataArithmetic.AsData(parameter)], arguments, method, syntax);
        else if (name.EndsWith("_", StringComparison.Ordinal) && name is not ("requires_grad_" or "detach_"))
            draws[parameter.Parameter.Name] = ParameterDraw.Unknown;

        else if (!name.EndsWith("_", StringComparison.Ordinal) && name is not ("detach" or "cuda" or "cpu" or "to"))
            return TensorOperations.Call(interpreter, name, TensorsOf(DataArithmetic.AsData(parameter), arguments), arguments, method, syntax);

        return name is "detach" or "requires_grad_" or "detach_" or "cuda" or "cpu" or "to" || name.EndsWith("_", StringComparison.Ordinal)
            ? parameter
            : new DataTensor(parameter.Name ?? "parameter");
    }

    private static ParameterDraw? DrawOf(AbstractValue? value) => value switch
    {
        DataTensor data => data.Draw,
        ParameterValue parameter => parameter.Draw,
        _ => null,
    };

    private static ParameterDraw Scaled(ParameterValue parameter, string name, double? factor)
    {
        if (factor is not { } known || known == 0)
            return factor == 0 && name == "mul_" ? ParameterDraw.Constant(0) : ParameterDraw.Unknown;

        var draw = parameter.Owner.DrawOf(parameter.Parameter.Name) ?? new(Signal.WeightInitializer.TorchSharpDefault, Signal.BiasInitializer.TorchSharpDefault);
        return draw.Scaled(name == "mul_" ? known : 1 / known);
    }
}
