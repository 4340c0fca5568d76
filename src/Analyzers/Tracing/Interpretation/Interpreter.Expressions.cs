using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private readonly Dictionary<string, TensorValue> _inputs = [];
    private AbstractValue? _conditionalReceiver;

    public AbstractValue Evaluate(IOperation? operation)
    {
        budget.Step();
        if (operation is { ConstantValue: { HasValue: true, Value: var constant } })
            return ConstantValue.Of(constant);

        return operation switch
        {
            IParenthesizedOperation inner => Evaluate(inner.Operand),
            IConversionOperation conversion => Convert(conversion),
            ILocalReferenceOperation local => _frame.Read(local.Local) ?? DefaultOf(local.Type),
            IParameterReferenceOperation parameter => _frame.Read(parameter.Parameter) ?? FromOutside(parameter.Parameter.Name, parameter.Type),
            IInstanceReferenceOperation self => Self(self),
            IFieldReferenceOperation field => ReadField(field),
            IPropertyReferenceOperation property => ReadProperty(property),
            IArrayElementReferenceOperation element => ElementOf(Evaluate(element.ArrayReference), [.. element.Indices.Select(Evaluate)], element.Type, element.Syntax),
            IImplicitIndexerReferenceOperation element => ElementOf(Evaluate(element.Instance), [Evaluate(element.Argument)], element.Type, element.Syntax),
            IRangeOperation range => new RangeValue(range.LeftOperand is null ? null : Evaluate(range.LeftOperand), range.RightOperand is null ? null : Evaluate(range.RightOperand)),
            IInvocationOperation call => Invoke(call),
            ITranslatedQueryOperation query => Evaluate(query.Operation),
            IObjectCreationOperation creation => Create(creation),
            IAnonymousObjectCreationOperation creation => Initialize(new ObjectValue((INamedTypeSymbol)creation.Type!), creation.Initializers),
            ITypeParameterObjectCreationOperation => CreateOf(operation.Type as ITypeParameterSymbol, operation.Syntax),
            IArrayCreationOperation array => CreateArray(array),
            ICollectionExpressionOperation collection => CreateCollection(collection),
            IAnonymousFunctionOperation lambda => new FunctionValue(lambda.Symbol, lambda.Body, _frame, null),
            IDelegateCreationOperation creation => Evaluate(creation.Target),
            IMethodReferenceOperation method => new FunctionValue(method.Method, null, _frame, method.Instance is null ? null : Evaluate(method.Instance)),
            IBinaryOperation binary => EvaluateBinary(binary),
            IUnaryOperation unary => EvaluateUnary(unary),
            ISimpleAssignmentOperation assignment => Assign(assignment.Target, Evaluate(assignment.Value)),
            ICompoundAssignmentOperation assignment => EvaluateCompound(assignment),
            IIncrementOrDecrementOperation step => EvaluateStep(step),
            ICoalesceAssignmentOperation assignment => EvaluateCoalesceAssignment(assignment),
            IDeconstructionAssignmentOperation deconstruction => Deconstruct(deconstruction.Target, Evaluate(deconstruction.Value)),
            IConditionalOperation choice => Evaluate(Decide(choice.Condition, OnlyThrows(choice.WhenTrue) ? false : OnlyThrows(choice.WhenFalse!) ? true : null) ? choice.WhenTrue : choice.WhenFalse),
            ICoalesceOperation coalesce => IsNull(Evaluate(coalesce.Value), OnlyThrows(coalesce.WhenNull) ? false : null) is { } value ? value : Evaluate(coalesce.WhenNull),
            IConditionalAccessOperation access => EvaluateConditionalAccess(access),
            IConditionalAccessInstanceOperation => _conditionalReceiver ?? Unknown("a conditional access"),
            ISwitchExpressionOperation choice => EvaluateSwitch(choice),
            IIsTypeOperation test => IsOfType(Evaluate(test.ValueOperand), test.TypeOperand) is var holds && test.IsNegated ? Not(holds) : holds,
            IIsPatternOperation test => Matches(test.Pattern, Evaluate(test.Value)),
            ITupleOperation tuple => new TupleValue([.. tuple.Elements.Select(Evaluate)]),
            IInterpolatedStringOperation text => Interpolate(text),
            IDefaultValueOperation => DefaultOf(operation.Type),
            IDeclarationExpressionOperation declaration => Evaluate(declaration.Expression),
            IWithOperation with => CopyWith(with),
            IAwaitOperation awaited => Evaluate(awaited.Operation),
            IThrowOperation => throw new PathThrowsException(),
            IInvalidOperation => EvaluateInvalid(operation),
            ITypeOfOperation type => new TypeValue(type.TypeOperand),
            null => Unknown("an expression without a value of interest"),
            _ => Unknown($"the expression '{Excerpt(operation.Syntax)}'"),
        };
    }

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
        { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } or { TypeKind: TypeKind.Enum } => ConstantValue.Of(0L),
        { SpecialType: SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal } => ConstantValue.Of(0.0),
        { IsReferenceType: true } or { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } => ConstantValue.Null,
        _ => Unknown("a default value"),
    };

    private AbstractValue Self(IInstanceReferenceOperation self) => self.ReferenceKind switch
    {
        InstanceReferenceKind.ImplicitReceiver => Innermost()?.ImplicitReceivers.Peek() ?? Unknown("an object under construction"),
        _ => SelfOf(_frame) ?? Unknown("this"),
    };

    private Frame? Innermost()
    {
        var frame = _frame;
        while (frame is not null && frame.ImplicitReceivers.Count == 0)
            frame = frame.LexicalParent;

        return frame;
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
            return Inline(method, null, new Arguments([new(method.Parameters[0], value)]), conversion.Syntax);
        if (value is TensorValue tensor && conversion.OperatorMethod is not null && conversion.Type?.SpecialType is SpecialType.System_Single or SpecialType.System_Double)
            return Cut(FromOutside($"({conversion.Type}){tensor.Name}", conversion.Type), tensor, CutKind.Number, conversion.Syntax);
        if (value is DataTensor data && conversion.OperatorMethod is not null && conversion.Type is { } number && !Torch.IsTensor(number))
            return data.Constant is { } known ? Numbers.Convert(ConstantValue.Of(known), number) : FromOutside($"({number.Name}){data.Name}", number);
        if (conversion.IsTryCast && IsOfType(value, conversion.Type) is ConstantValue { Value: false })
            return ConstantValue.Null;

        return value is ConstantValue constant ? Numbers.Convert(constant, conversion.Type) : value;
    }

    private AbstractValue EvaluateBinary(IBinaryOperation binary)
    {
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
        {
            var left = Evaluate(binary.LeftOperand);
            var isAnd = binary.OperatorKind == BinaryOperatorKind.ConditionalAnd;
            return left is ConstantValue { Value: bool known } ? known == isAnd ? Evaluate(binary.RightOperand) : left
                : Evaluate(binary.RightOperand) is ConstantValue { Value: bool right } constant ? right == isAnd ? left : constant
                : Unknown("a condition");
        }

        return Combined(binary.OperatorKind, Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand), binary.OperatorMethod, binary.Type, binary.Syntax);
    }

    private AbstractValue Combined(
        BinaryOperatorKind kind, AbstractValue left, AbstractValue right, IMethodSymbol? method, ITypeSymbol? type, SyntaxNode use)
    {
        var result = Combine(kind, left, right, method, type, use);
        if (_cuts is { IsEmpty: false } cuts)
            cuts.Flow([left, right], result);
        return result;
    }

    private AbstractValue Combine(
        BinaryOperatorKind kind, AbstractValue left, AbstractValue right, IMethodSymbol? method, ITypeSymbol? type, SyntaxNode use)
    {
        if (left is TensorValue or DataTensor or ParameterValue || right is TensorValue or DataTensor or ParameterValue)
            return TensorArithmetic.Combine(this, kind, left, right, use);
        if (method is not null && !Torch.IsLibrary(method) && source.HasSource(method))
            return Inline(method, null, new Arguments([new(method.Parameters[0], left), new(method.Parameters[1], right)]), use);
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
            or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual)
            return Compare(kind, left, right);

        return Numbers.Combine(kind, left, right, type);
    }

    private AbstractValue Compare(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        if (kind == BinaryOperatorKind.NotEquals)
            return Not(Compare(BinaryOperatorKind.Equals, left, right));
        if (left is ConstantValue && right is ConstantValue)
            return (AbstractValue?)Numbers.Compare(kind, left, right) ?? Unknown("a comparison");
        if (kind == BinaryOperatorKind.Equals && (left is ConstantValue { Value: null } ? right : right is ConstantValue { Value: null } ? left : null) is { } other)
            return EqualsNull(other);
        if (SignOfDifference(left, right) is { } sign)
            return ConstantValue.Of(kind switch
            {
                BinaryOperatorKind.Equals => sign == 0,
                BinaryOperatorKind.LessThan => sign < 0,
                BinaryOperatorKind.LessThanOrEqual => sign <= 0,
                BinaryOperatorKind.GreaterThan => sign > 0,
                _ => sign >= 0,
            });

        return left.NameOrText() is { } one && right.NameOrText() is { } two ? new OpaqueValue($"{one} {kind} {two}", null) : Unknown("a comparison");
    }

    private AbstractValue EqualsNull(AbstractValue value) => value switch
    {
        // A part of an argument may be left out.
        TensorValue tensor when _inputs.FirstOrDefault(input => ReferenceEquals(input.Value, tensor)).Key is { } part => new OpaqueValue($"{part} is null", null),
        ConstantValue { Value: null } => ConstantValue.True,
        // A tensor that the code makes is there; one from outside may be left out.
        DataTensor { IsLearned: true } or DataTensor { Draw: not null } or DataTensor { Elements: not null } => ConstantValue.False,
        OpaqueValue or UnknownModule or SymbolicNumber or DataTensor => new OpaqueValue($"{value.Name} is null", null),
        UnknownValue => Unknown("a comparison with null"),
        _ => ConstantValue.False,
    };

    private static AbstractValue Not(AbstractValue value) => value switch
    {
        ConstantValue { Value: bool known } => ConstantValue.Of(!known),
        OpaqueValue named => new OpaqueValue(named.Name.StartsWith("!", StringComparison.Ordinal) ? named.Name.Substring(1) : "!" + named.Name, named.Type),
        _ => value,
    };

    private AbstractValue EvaluateUnary(IUnaryOperation unary)
    {
        var operand = Evaluate(unary.Operand);
        if (operand is TensorValue or DataTensor && unary.OperatorKind != UnaryOperatorKind.Hat)
            return Flowing(operand, Arguments.None, TensorArithmetic.Negate(this, unary.OperatorKind, operand, unary.Syntax));

        return unary.OperatorKind switch
        {
            UnaryOperatorKind.Not => Not(operand),
            UnaryOperatorKind.Minus => Numbers.Combine(BinaryOperatorKind.Subtract, ConstantValue.Of(0L), operand, unary.Type),
            UnaryOperatorKind.Plus => operand,
            UnaryOperatorKind.Hat => new FromEndValue(operand),
            _ => Unknown($"the expression '{Excerpt(unary.Syntax)}'"),
        };
    }

    private AbstractValue EvaluateCompound(ICompoundAssignmentOperation assignment)
    {
        var target = Evaluate(assignment.Target);
        var value = Combined(assignment.OperatorKind, target, Evaluate(assignment.Value), assignment.OperatorMethod, assignment.Target.Type, assignment.Syntax);
        return Assign(assignment.Target, value);
    }

    private AbstractValue EvaluateStep(IIncrementOrDecrementOperation step)
    {
        var before = Evaluate(step.Target);
        var kind = step.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
        var after = Numbers.Combine(kind, before, ConstantValue.Of(1L), step.Type);
        after = Assign(step.Target, after is ConstantValue constant ? Numbers.Convert(constant, step.Type) : after);
        return step.IsPostfix ? before : after;
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
                IInterpolationOperation { FormatString: null } hole => Evaluate(hole.Expression) is var held && Enumerations.NameOf(hole.Expression.Type, held) is { } member ? member : held,
                _ => Unknown("formatted text"),
            };
            if (value.NameOrText() is not { } written)
                return Unknown("a text");

            parts.Add(written);
        }

        return ConstantValue.Of(string.Concat(parts));
    }
}
