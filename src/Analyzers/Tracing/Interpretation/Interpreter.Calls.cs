using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private AbstractValue Invoke(IInvocationOperation call)
    {
        var method = Implementation(call);
        var receiver = call.Instance is null ? null : Evaluate(call.Instance);
        var arguments = EvaluateArguments(call.TargetMethod, call.Arguments);
        if (receiver is DictionaryValue dictionary && method.Name == "TryGetValue" && call.Arguments.Length == 2)
        {
            var found = Find(dictionary, arguments[0]!);
            Assign(call.Arguments[1].Value, found ?? ConstantValue.Null);
            return ConstantValue.Of(found is not null);
        }

        if (receiver is ListValue { HasKnownLength: true } list && method.Name is "TryPop" or "TryDequeue" or "TryPeek" && call.Arguments.Length == 1)
        {
            var first = KnownCollections.TryFirst(list, method.Name);
            Assign(call.Arguments[0].Value, first ?? ConstantValue.Null);
            return ConstantValue.Of(first is not null);
        }

        if (method.Name == "ToString" && arguments.Count == 0 && Enumerations.NameOf(call.Instance?.Type, receiver) is { } member)
            return member;

        // What a member holds at run time may be another delegate.
        if (method.MethodKind == MethodKind.DelegateInvoke && call.Instance is IMemberReferenceOperation)
            Escape(arguments.Values);

        _lastFrame = null;
        var result = Invoke(method, receiver, arguments, call.Syntax, call.IsVirtual);
        WriteOutputs(call, _lastFrame);
        WriteInPlace(call, result);

        // A call from which nothing is known still passes its tensors on.
        if (result is UnknownValue unknown && Torch.IsTensor(method.ReturnType))
            result = EmitUnknown(method.Name, [.. receiver is null ? [] : new[] { receiver }, .. arguments.Values], unknown.Reason, call.Syntax);

        return result;
    }

    // x.add_(y) and init.normal_(w) change what the variable holds.
    private void WriteInPlace(IInvocationOperation call, AbstractValue result)
    {
        if (result is not (TensorValue or DataTensor) || !IsInPlace(call))
            return;

        // x.add_(y).mul_(2) changes x twice.
        IOperation? target = call;
        while (target is IConversionOperation { OperatorMethod: null } or IInvocationOperation)
            target = target is IConversionOperation conversion ? conversion.Operand
                : (IInvocationOperation)target is var changing && IsInPlace(changing) ? changing.Instance ?? changing.Arguments.FirstOrDefault()?.Value : null;
        if (target is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: false } && !ReferenceEquals(Evaluate(target), result))
            Assign(target, result);
    }

    private bool IsInPlace(IInvocationOperation call) => call.TargetMethod.Name.EndsWith("_", StringComparison.Ordinal) && Torch.IsLibrary(call.TargetMethod);

    // What a method leaves in its ref and out parameters.
    private void WriteOutputs(IInvocationOperation call, Frame? frame)
    {
        foreach (var argument in call.Arguments)
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out } parameter)
                Assign(argument.Value, frame is not null && TorchSharpContext.Same(frame.Method, call.TargetMethod.OriginalDefinition) && frame.Read(parameter.OriginalDefinition) is { } left
                    ? left
                    : Unknown("an output"));
    }

    private AbstractValue Invoke(IMethodSymbol method, AbstractValue? receiver, Arguments arguments, SyntaxNode syntax, bool isVirtual = true)
    {
        if (method.MethodKind == MethodKind.DelegateInvoke)
            return receiver is null ? Unknown("a delegate") : Apply(receiver, arguments.Values, syntax);
        if (method.MethodKind == MethodKind.LocalFunction)
            return Inline(method, null, arguments, syntax, FrameOf(method));
        if (method is { Name: "GetValueOrDefault", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } && receiver is ConstantValue or SymbolicNumber)
            return receiver is not ConstantValue { Value: null } ? receiver : arguments[0] ?? DefaultOf(method.ReturnType);
        // What a null has is an exception at run time, and no model comes from this way through the code.
        if (receiver is ConstantValue { Value: null } && !method.IsExtensionMethod)
            throw new PathThrowsException();
        if (Torch.IsLibrary(method))
            return Flowing(receiver, arguments, TorchLibrary.Call(this, method, receiver, arguments, syntax));
        if (Torch.UserNames.SpeakOfFunctions(syntax.SyntaxTree)
            && CallNamed(method.ReducedFrom ?? method, [.. receiver is null ? [] : new[] { receiver }, .. arguments.Values], syntax) is { } named)
            return named;

        var target = receiver is ObjectValue owner && isVirtual ? Implementation(method, owner.Type) : method;
        if (source.HasSource(target) && (target.IsAbstract && receiver is not ObjectValue ? source.OnlyImplementation(target) : target) is { IsAbstract: false } body)
            return Inline(body, receiver, arguments, syntax);

        return Flowing(receiver, arguments, KnownCollections.Call(this, method, receiver, arguments)
            ?? Linq.Call(this, method, arguments, syntax)
            ?? Mathematics.Call(method, receiver, arguments)
            ?? RunTimeTypes.Call(method, receiver)
            ?? FromUnknownCall(method, receiver, arguments, syntax));
    }

    private AbstractValue FromUnknownCall(IMethodSymbol method, AbstractValue? receiver, Arguments arguments, SyntaxNode syntax)
    {
        Escape(arguments.Values);
        HandOver(arguments.Values);
        if (Graph is null)
            LoseDraws(method, arguments);
        // A factory of another library that returns a layer still returns that layer, with arguments that we do not see.
        if (method.ReturnType is INamedTypeSymbol type && Torch.LayerName(type) is { } name && KnownLayers.Find(name) is { } model)
            return new LayerModule(type, model, Arguments.None, syntax);
        if (Torch.IsModule(method.ReturnType))
            return new UnknownModule(method.Name, method.ReturnType as INamedTypeSymbol);

        return receiver?.Name is { } named && arguments.Count == 0 && !method.ReturnsVoid
            ? FromOutside($"{named}.{method.Name}()", method.ReturnType)
            : Unknown($"'{method.Name}', whose source is not here");
    }

    // Code that is not here may fill an array that it is given, as one that reads a file does, or run a function that fills one.
    private void HandOver(IEnumerable<AbstractValue> values)
    {
        foreach (var value in values)
            switch (value)
            {
                case NumberTable table:
                    table.Forget();
                    break;
                case ListValue { Elements: { Count: > 0 } elements } when elements.TrueForAll(element => element is ConstantValue { Value: 0.0 }):
                    for (var i = 0; i < elements.Count; i++)
                        elements[i] = Unknown("an element of an array that other code may have filled");
                    break;
                case FunctionValue { Body: { } body }:
                    HandOver(source.MutationsOf(body).OfType<ILocalReferenceOperation>().Select(Evaluator));
                    break;
            }
    }

    // Nobody is handed a model on its way into being but to draw its weights, or to look at it.
    private void LoseDraws(IMethodSymbol method, Arguments arguments)
    {
        foreach (var parameter in method.Parameters)
            if (Torch.IsModule(parameter.Type) && arguments[parameter.Ordinal] is { } model)
                foreach (var (_, given) in ModuleMembers.Parameters(model))
                    if (given is ParameterValue learned)
                        learned.Owner.Draws[learned.Parameter.Name] = ParameterDraw.Unknown;
    }

    private Arguments EvaluateArguments(IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments)
    {
        if (arguments.IsEmpty)
            return Arguments.None;

        var parameters = method.Parameters;
        var values = new AbstractValue?[parameters.Length];
        foreach (var argument in arguments)
            if (argument.Parameter is { } parameter)
                values[parameter.Ordinal] = argument.Value is IDeclarationExpressionOperation ? Unknown("an output") : Evaluate(argument.Value);

        return new(parameters, values);
    }

    /// <summary>Calls a lambda, a method group or a local function that the code passes around.</summary>
    public AbstractValue Apply(AbstractValue function, IReadOnlyList<AbstractValue> arguments, SyntaxNode? syntax)
    {
        if (function is not FunctionValue known)
        {
            Escape(arguments);
            return Unknown(function.Name is { } name ? $"the function '{name}' from outside" : "a function that only a run knows");
        }

        var parameters = known.Method.Parameters;
        var bound = new Arguments(parameters, [.. arguments.Take(parameters.Length)]);
        if (known.Body is { } body)
            return Run(new Frame(known.Method, null, known.Captured), known.Method, body, bound);
        if (Torch.IsLibrary(known.Method) || known.Method.MethodKind != MethodKind.LocalFunction)
            return Invoke(known.Method, known.Receiver, bound.WithDefaults(), syntax!);

        return Inline(known.Method, known.Receiver, bound, syntax, known.Captured);
    }

    /// <summary>Runs the source of a method; unknown where there is none or the calls nest too deep.</summary>
    private AbstractValue Inline(IMethodSymbol method, AbstractValue? receiver, Arguments arguments, SyntaxNode? syntax, Frame? lexicalParent = null)
    {
        if (source.BodyOf(method, cancellation) is not { } body)
            return Unknown($"'{method.Name}', whose source is not here");
        if (_calls >= Budget.MostCalls)
            return Unknown($"'{method.Name}', which calls too deep");

        _callSites.Push(syntax);
        var result = Run(new Frame(method.OriginalDefinition, receiver, lexicalParent), method, body, arguments);
        _callSites.Pop();
        return result;
    }

    private AbstractValue Run(Frame frame, IMethodSymbol method, IOperation body, Arguments arguments)
    {
        if (_calls >= Budget.MostCalls)
            return Unknown("calls that nest too deep");

        Bind(frame, method, arguments);
        frame.Constructed = method.IsGenericMethod ? ClosedOver(method) : null;
        _calls++;
        ExecuteIn(frame, body);
        _calls--;
        _lastFrame = frame;
        return (AbstractValue?)frame.Yielded ?? frame.Returned ?? Unknown($"'{method.Name}' returns nothing");
    }

    private void Bind(Frame frame, IMethodSymbol method, Arguments arguments)
    {
        foreach (var parameter in method.OriginalDefinition.Parameters)
            frame.Declare(parameter, arguments[parameter.Ordinal] ?? (parameter.HasExplicitDefaultValue
                ? ConstantValue.Of(parameter.ExplicitDefaultValue)
                : FromOutside(parameter.Name, parameter.Type)));
    }

    // A local function sees the variables of the call that declares it.
    private Frame? FrameOf(IMethodSymbol localFunction)
    {
        for (var frame = _frame; frame is not null; frame = frame.LexicalParent)
            if (TorchSharpContext.Same(frame.Method, localFunction.OriginalDefinition.ContainingSymbol))
                return frame;

        return _frame;
    }

    private static IMethodSymbol Implementation(IMethodSymbol method, INamedTypeSymbol type)
    {
        if (method.ContainingType.TypeKind == TypeKind.Interface)
            return type.FindImplementationForInterfaceMember(method) as IMethodSymbol ?? method;
        if (!method.IsVirtual && !method.IsAbstract && !method.IsOverride)
            return method;

        for (var current = type; current is not null; current = current.BaseType)
            foreach (var candidate in current.GetMembers(method.Name).OfType<IMethodSymbol>())
                for (var overridden = candidate; overridden is not null; overridden = overridden.OverriddenMethod)
                    if (TorchSharpContext.Same(overridden.OriginalDefinition, method.OriginalDefinition))
                        return candidate;

        return method;
    }
}
