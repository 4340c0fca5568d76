using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private readonly Dictionary<string, TensorValue> _inputs = [];
    private AbstractValue? _conditionalReceiver;
    private Func<IOperation, AbstractValue>? _evaluator;

    // One for all lists.
    private Func<IOperation, AbstractValue> Evaluator => _evaluator ??= Evaluate;

    public AbstractValue Evaluate(IOperation? operation)
    {
        budget.Step();
        if (operation is { ConstantValue: { HasValue: true, Value: var constant } })
            return ConstantValue.Of(constant);

        // By kind: to ask for one interface after another takes longer than most operations.
        return operation?.Kind switch
        {
            OperationKind.Parenthesized => Evaluate(((IParenthesizedOperation)operation).Operand),
            OperationKind.Conversion => Convert((IConversionOperation)operation),
            OperationKind.LocalReference => ReadLocal((ILocalReferenceOperation)operation),
            OperationKind.ParameterReference => ReadParameter((IParameterReferenceOperation)operation),
            OperationKind.InstanceReference => Self((IInstanceReferenceOperation)operation),
            OperationKind.FieldReference => ReadField((IFieldReferenceOperation)operation),
            OperationKind.PropertyReference => ReadProperty((IPropertyReferenceOperation)operation),
            OperationKind.ArrayElementReference => ReadElement((IArrayElementReferenceOperation)operation),
            OperationKind.ImplicitIndexerReference => ReadElement((IImplicitIndexerReferenceOperation)operation),
            OperationKind.Range => EvaluateRange((IRangeOperation)operation),
            OperationKind.Invocation => Invoke((IInvocationOperation)operation),
            OperationKind.TranslatedQuery => Evaluate(((ITranslatedQueryOperation)operation).Operation),
            OperationKind.ObjectCreation => Create((IObjectCreationOperation)operation),
            OperationKind.AnonymousObjectCreation => Initialize(new ObjectValue((INamedTypeSymbol)operation.Type!), ((IAnonymousObjectCreationOperation)operation).Initializers),
            OperationKind.TypeParameterObjectCreation => CreateOf(operation.Type as ITypeParameterSymbol, operation.Syntax),
            OperationKind.ArrayCreation => CreateArray((IArrayCreationOperation)operation),
            OperationKind.CollectionExpression => CreateCollection((ICollectionExpressionOperation)operation),
            OperationKind.AnonymousFunction => CreateFunction((IAnonymousFunctionOperation)operation),
            OperationKind.DelegateCreation => Evaluate(((IDelegateCreationOperation)operation).Target),
            OperationKind.MethodReference => CreateFunction((IMethodReferenceOperation)operation),
            OperationKind.Binary => EvaluateBinary((IBinaryOperation)operation),
            OperationKind.TupleBinary => EvaluateTuples((ITupleBinaryOperation)operation),
            OperationKind.Unary => EvaluateUnary((IUnaryOperation)operation),
            OperationKind.SimpleAssignment => EvaluateAssignment((ISimpleAssignmentOperation)operation),
            OperationKind.CompoundAssignment => EvaluateCompound((ICompoundAssignmentOperation)operation),
            OperationKind.Increment or OperationKind.Decrement => EvaluateStep((IIncrementOrDecrementOperation)operation),
            OperationKind.CoalesceAssignment => EvaluateCoalesceAssignment((ICoalesceAssignmentOperation)operation),
            OperationKind.DeconstructionAssignment => EvaluateDeconstruction((IDeconstructionAssignmentOperation)operation),
            OperationKind.Conditional => EvaluateConditional((IConditionalOperation)operation),
            OperationKind.Coalesce => EvaluateCoalesce((ICoalesceOperation)operation),
            OperationKind.ConditionalAccess => EvaluateConditionalAccess((IConditionalAccessOperation)operation),
            OperationKind.ConditionalAccessInstance => _conditionalReceiver ?? Unknown("a conditional access"),
            OperationKind.SwitchExpression => EvaluateSwitch((ISwitchExpressionOperation)operation),
            OperationKind.IsType => EvaluateTest((IIsTypeOperation)operation),
            OperationKind.IsPattern => EvaluateTest((IIsPatternOperation)operation),
            OperationKind.Tuple => new TupleValue([.. ((ITupleOperation)operation).Elements.Select(Evaluator)]),
            OperationKind.InterpolatedString => Interpolate((IInterpolatedStringOperation)operation),
            OperationKind.DefaultValue => DefaultOf(operation.Type),
            OperationKind.DeclarationExpression => Evaluate(((IDeclarationExpressionOperation)operation).Expression),
            OperationKind.With => CopyWith((IWithOperation)operation),
            OperationKind.Await => Evaluate(((IAwaitOperation)operation).Operation),
            OperationKind.Throw => throw new PathThrowsException(),
            OperationKind.Invalid => EvaluateInvalid(operation),
            OperationKind.TypeOf => new TypeValue(((ITypeOfOperation)operation).TypeOperand),
            null => Unknown("an expression without a value of interest"),
            _ => Unknown($"the expression '{Excerpt(operation.Syntax)}'"),
        };
    }

    private AbstractValue ReadLocal(ILocalReferenceOperation local) => _frame.Read(local.Local) ?? DefaultOf(local.Type);

    private AbstractValue ReadParameter(IParameterReferenceOperation parameter) =>
        _frame.Read(parameter.Parameter) ?? FromOutside(parameter.Parameter.Name, parameter.Type);

    private AbstractValue ReadElement(IArrayElementReferenceOperation element) =>
        ElementOf(Evaluate(element.ArrayReference), [.. element.Indices.Select(Evaluator)], element.Type, element.Syntax);

    private AbstractValue ReadElement(IImplicitIndexerReferenceOperation element) =>
        ElementOf(Evaluate(element.Instance), [Evaluate(element.Argument)], element.Type, element.Syntax);

    private RangeValue EvaluateRange(IRangeOperation range) =>
        new(range.LeftOperand is null ? null : Evaluate(range.LeftOperand), range.RightOperand is null ? null : Evaluate(range.RightOperand));

    private FunctionValue CreateFunction(IAnonymousFunctionOperation lambda) => new(lambda.Symbol, lambda.Body, _frame, null);

    private FunctionValue CreateFunction(IMethodReferenceOperation method) => new(method.Method, null, _frame, method.Instance is null ? null : Evaluate(method.Instance));

    private AbstractValue EvaluateAssignment(ISimpleAssignmentOperation assignment) => Assign(assignment.Target, Evaluate(assignment.Value));

    private AbstractValue EvaluateDeconstruction(IDeconstructionAssignmentOperation deconstruction) =>
        Deconstruct(deconstruction.Target, Evaluate(deconstruction.Value), MethodsOf(deconstruction));

    private AbstractValue EvaluateConditional(IConditionalOperation choice) =>
        Evaluate(Decide(choice.Condition, OnlyThrows(choice.WhenTrue) ? false : OnlyThrows(choice.WhenFalse!) ? true : null) ? choice.WhenTrue : choice.WhenFalse);

    private AbstractValue EvaluateCoalesce(ICoalesceOperation coalesce) =>
        IsNull(Evaluate(coalesce.Value), OnlyThrows(coalesce.WhenNull) ? false : null) is { } value ? value : Evaluate(coalesce.WhenNull);

    private AbstractValue EvaluateTest(IIsTypeOperation test) => IsOfType(Evaluate(test.ValueOperand), test.TypeOperand) is var holds && test.IsNegated ? Not(holds) : holds;

    private AbstractValue EvaluateTest(IIsPatternOperation test) => Matches(test.Pattern, Evaluate(test.Value));

    /// <summary>A value that comes from outside under a name: what its type tells is all that is known.</summary>
    /// <param name="name">The name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="isInput">Whether it is an argument of the model's forward or a part of one, so that its tensors are inputs.</param>
    public AbstractValue FromOutside(string name, ITypeSymbol? type, bool isInput = false)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            type = nullable.TypeArguments[0];

        return type switch
        {
            { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } => SymbolicNumber.Named(name),
            not null when Torch.IsTensor(type) => isInput && Graph is not null ? Input(name) : new DataTensor(name),
            // A layer of the library computes the same whoever makes it.
            { NullableAnnotation: not NullableAnnotation.Annotated } when Torch.LayerName(type) is { } layer && KnownLayers.Find(layer) is { } model => new LayerModule((INamedTypeSymbol)type, model, Arguments.None, null),
            not null when Torch.IsModule(type) => new UnknownModule(name, type as INamedTypeSymbol),
            INamedTypeSymbol { IsTupleType: true } tuple => new TupleValue([.. tuple.TupleElements.Select(part => FromOutside($"{name}.{part.Name}", part.Type, isInput))]),
            _ => new OpaqueValue(name, type, isInput),
        };
    }

    // A part of an argument that is read twice is one input.
    private AbstractValue Input(string name)
    {
        if (!_inputs.TryGetValue(name, out var input) || !ReferenceEquals(input.Graph, Graph))
            _inputs[name] = input = Emit(new Signal.InputNode(name), null);

        return input;
    }

    private static AbstractValue DefaultOf(ITypeSymbol? type) => type switch
    {
        { SpecialType: SpecialType.System_Boolean } => ConstantValue.False,
        { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } or { TypeKind: TypeKind.Enum } => ConstantValue.Integer(0),
        { SpecialType: SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal } => ConstantValue.Of(0.0),
        { IsReferenceType: true } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => ConstantValue.Null,
        _ => Unknown("a default value"),
    };

    private AbstractValue Self(IInstanceReferenceOperation self) => self.ReferenceKind switch
    {
        InstanceReferenceKind.ImplicitReceiver => ReceiverOf(_frame) ?? Unknown("an object under construction"),
        _ => SelfOf(_frame) ?? Unknown("this"),
    };

    private static AbstractValue? ReceiverOf(Frame? frame)
    {
        while (frame is not null && frame.ImplicitReceiver is null)
            frame = frame.LexicalParent;

        return frame?.ImplicitReceiver;
    }

    private static AbstractValue? SelfOf(Frame? frame)
    {
        while (frame is not null && frame.Self is null)
            frame = frame.LexicalParent;

        return frame?.Self;
    }

    private AbstractValue Convert(IConversionOperation conversion)
    {
        var value = Evaluate(conversion.Operand);
        // head =⏎RegisterComponents(), while the line is typed: not what head will hold. A type that is missing converts to anything.
        if (!conversion.Conversion.Exists && conversion is { Type: not (null or IErrorTypeSymbol), Operand.Type: not (null or IErrorTypeSymbol) })
            return Unknown($"the expression '{Excerpt(conversion.Syntax)}'");
        if (conversion.OperatorMethod is { } method && !Torch.IsLibrary(method) && source.HasSource(method))
            return Inline(method, null, new Arguments(method.Parameters, value), conversion.Syntax);
        if (value is TensorValue tensor && conversion.OperatorMethod is not null && conversion.Type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double)
            return Cut(FromOutside($"({conversion.Type}){tensor.Name}", conversion.Type), tensor, CutKind.Number, conversion.Syntax);
        if (value is DataTensor data && conversion.OperatorMethod is not null && conversion.Type is { } number && !Torch.IsTensor(number))
            return data.Constant is { } known ? Numbers.Convert(ConstantValue.Of(known), number) : FromOutside($"({number.Name}){data.Name}", number);
        if (conversion.IsTryCast && IsOfType(value, conversion.Type) is ConstantValue { Value: false })
            return ConstantValue.Null;
        // Where a condition is open, one way through it may ask a batch norm to be a convolution: no model comes from that one.
        if (conversion is { IsTryCast: false, OperatorMethod: null, Type: { } target } && RunTimeTypes.Of(value) is { } actual && RunTimeTypes.AreUnrelated(actual, target))
            throw new PathThrowsException();

        return value is ConstantValue constant ? Numbers.Convert(constant, conversion.Type) : value;
    }

    private AbstractValue EvaluateCoalesceAssignment(ICoalesceAssignmentOperation assignment) =>
        IsNull(Evaluate(assignment.Target)) ?? Assign(assignment.Target, Evaluate(assignment.Value));

    // The value where it is not null, else null.
    private AbstractValue? IsNull(AbstractValue value, bool? wish = null) => Truth(EqualsNull(value), wish) ? null : value;

    private AbstractValue EvaluateConditionalAccess(IConditionalAccessOperation access)
    {
        var outer = _conditionalReceiver;
        if (IsNull(Evaluate(access.Operation)) is not { } receiver)
            return ConstantValue.Null;

        _conditionalReceiver = receiver;
        var value = Evaluate(access.WhenNotNull);
        _conditionalReceiver = outer;
        return value;
    }

    private AbstractValue EvaluateSwitch(ISwitchExpressionOperation choice)
    {
        var value = Evaluate(choice.Value);
        foreach (var arm in choice.Arms)
            if (Truth(Matches(arm.Pattern, value)) && (arm.Guard is null || Decide(arm.Guard)))
                return Evaluate(arm.Value);

        throw new PathThrowsException();
    }

    private AbstractValue Interpolate(IInterpolatedStringOperation text)
    {
        var parts = new List<string>();
        foreach (var part in text.Parts)
        {
            var value = part switch
            {
                IInterpolatedStringTextOperation literal => Evaluate(literal.Text),
                IInterpolationOperation { Alignment: null } hole => Evaluate(hole.Expression) is var held && Enumerations.NameOf(hole.Expression.Type, held) is { } member ? member
                    : hole.FormatString is null ? held : KnownText.Format(held, Evaluate(hole.FormatString)),
                _ => Unknown("text of a width"),
            };
            if (value.NameOrText() is not { } written)
                return Unknown("a text");

            parts.Add(written);
        }

        return ConstantValue.Of(string.Concat(parts));
    }
}
