using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private AbstractValue Matches(IPatternOperation pattern, AbstractValue value)
    {
        budget.Step();
        switch (pattern)
        {
            case IConstantPatternOperation constant:
                return Compare(BinaryOperatorKind.Equals, value, Evaluate(constant.Value));
            case IDiscardPatternOperation:
                return ConstantValue.True;
            case IDeclarationPatternOperation declaration:
                if (declaration.DeclaredSymbol is { } variable)
                    _frame.Declare(variable, value);
                return declaration.MatchesNull ? ConstantValue.True : IsOfType(value, declaration.MatchedType);
            case ITypePatternOperation type:
                return IsOfType(value, type.MatchedType);
            case INegatedPatternOperation negated:
                return Not(Matches(negated.Pattern, value));
            case IBinaryPatternOperation both:
                return Join(both.OperatorKind == BinaryOperatorKind.And, Matches(both.LeftPattern, value), () => Matches(both.RightPattern, value));
            case IRelationalPatternOperation relation:
                return Compare(relation.OperatorKind, value, Evaluate(relation.Value));
            case IRecursivePatternOperation recursive:
                return MatchesParts(recursive, value);
            case IListPatternOperation list:
                return MatchesElements(list, value);
            default:
                return Unknown("a pattern");
        }
    }

    private AbstractValue MatchesParts(IRecursivePatternOperation pattern, AbstractValue value)
    {
        if (pattern.DeclaredSymbol is { } variable)
            _frame.Declare(variable, value);

        // { Length: 0 } without a type asks of what it takes no more than not to be null.
        var holds = TorchSharpContext.Same(pattern.InputType, pattern.MatchedType) ? Not(EqualsNull(value)) : IsOfType(value, pattern.MatchedType);
        var parts = pattern is { DeconstructSymbol: IMethodSymbol method, DeconstructionSubpatterns.Length: > 0 } ? Deconstructed(method, value, pattern.Syntax) : null;
        for (var i = 0; i < pattern.DeconstructionSubpatterns.Length; i++)
        {
            var (place, subpattern) = (i, pattern.DeconstructionSubpatterns[i]);
            holds = Join(and: true, holds, () => Matches(subpattern, parts is not null && place < parts.Count ? parts[place] : PartOf(value, place)));
        }

        foreach (var property in pattern.PropertySubpatterns)
        {
            // What is null or of another type has no such member.
            holds = Join(and: true, holds, () => Matches(
                property.Pattern, property.Member is IMemberReferenceOperation member ? ReadMember(value, member.Member) : Unknown("a part of a pattern")));
        }

        return holds;
    }

    // Dense(var units, "relu"): a record comes apart as a tuple does.
    private AbstractValue PartOf(AbstractValue value, int place) => value switch
    {
        TupleValue tuple when place < tuple.Elements.Length => tuple.Elements[place],
        ObjectValue { Type.IsRecord: true } record when Positional(record, place) is { } part => part,
        _ => Unknown("a part of a pattern"),
    };

    // [var q, var k, var v], [var first, .., var last]
    private AbstractValue MatchesElements(IListPatternOperation pattern, AbstractValue value)
    {
        if (pattern.DeclaredSymbol is { } variable)
            _frame.Declare(variable, value);
        if (Sequences.ElementsOf(value) is { Elements: { Count: 1 } only } && only[0] is RepeatedElements { HasPlaces: true } group)
            return MatchesPlaces(pattern, group);
        if (Sequences.ElementsOf(value) is not { HasKnownLength: true, Elements: { } elements })
            return Unknown("a pattern of a list");

        var patterns = pattern.Patterns;
        var rest = patterns.ToList().FindIndex(part => part is ISlicePatternOperation);
        if (rest < 0 ? elements.Count != patterns.Length : elements.Count < patterns.Length - 1)
            return ConstantValue.False;

        AbstractValue holds = ConstantValue.True;
        for (var i = 0; i < patterns.Length; i++)
        {
            var part = patterns[i];
            // Behind the rest elements count from the end.
            var place = rest < 0 || i <= rest ? i : elements.Count - patterns.Length + i;
            holds = Join(and: true, holds, () => part is not ISlicePatternOperation slice ? Matches(part, elements[place])
                : slice.Pattern is { } inner ? Matches(inner, new ListValue(elements.Skip(rest).Take(elements.Count - patterns.Length + 1)))
                : ConstantValue.True);
        }

        return holds;
    }

    // As many as only a run knows, each place with a part of its own: whether so many are there stays open.
    private AbstractValue MatchesPlaces(IListPatternOperation pattern, RepeatedElements group)
    {
        var patterns = pattern.Patterns;
        var isOpen = patterns.Any(part => part is ISlicePatternOperation);
        var count = group.Total.NameOrText();
        AbstractValue holds = new OpaqueValue(isOpen ? $"{count} >= {patterns.Length - 1}" : $"{count} is {patterns.Length}", null);
        var isBehind = false;
        for (var i = 0; i < patterns.Length; i++)
        {
            isBehind |= patterns[i] is ISlicePatternOperation;
            var element = patterns[i] is ISlicePatternOperation ? new ListValue([group]) : group.At(isBehind ? i - patterns.Length : i)!;
            if ((patterns[i] is ISlicePatternOperation slice ? slice.Pattern : patterns[i]) is { } inner && Matches(inner, element) is { } matched && matched is not ConstantValue { Value: true })
                holds = matched;
        }

        return holds;
    }

    // Module<Tensor, Tensor> is not Module<Tensor[], Tensor>, where both say of what they are made.
    private static bool IsOrDerives(ITypeSymbol actual, ITypeSymbol type)
    {
        for (var current = actual; current is not null; current = current.BaseType)
            if (TorchSharpContext.Same(current.OriginalDefinition, type.OriginalDefinition))
                return TorchSharpContext.Same(current, type) || IsOpen(current) || IsOpen(type);

        return false;
    }

    private static bool IsOpen(ITypeSymbol type) => type is INamedTypeSymbol { IsGenericType: true } generic
        && generic.TypeArguments.Any(argument => argument is ITypeParameterSymbol or { TypeKind: TypeKind.Error } || IsOpen(argument));

    private static AbstractValue Join(bool and, AbstractValue left, Func<AbstractValue> right) =>
        left is ConstantValue { Value: bool known } ? known == and ? right() : left
        : right() is ConstantValue { Value: bool other } second ? other == and ? left : second
        : Unknown("a pattern");

    /// <summary>Whether a value is of a type, and not null.</summary>
    public AbstractValue IsOfType(AbstractValue value, ITypeSymbol? type)
    {
        if (value is ConstantValue { Value: null })
            return ConstantValue.False;

        var actual = value switch
        {
            IModuleValue { Type: { } moduleType } and not UnknownModule => moduleType,
            ObjectValue owner => owner.Type,
            _ => null,
        };
        if (actual is null || type is null or ITypeParameterSymbol)
            return value switch
            {
                TensorValue or DataTensor or ParameterValue when Torch.IsTensor(type) => ConstantValue.Of(value is ParameterValue || !TorchSharpContext.Same(type, Torch.Parameter)),
                TensorValue or DataTensor when Torch.IsModule(type) => ConstantValue.False,
                TupleValue when type is { IsTupleType: true } => ConstantValue.True,
                ConstantValue => ConstantValue.Of(Numbers.IsOfType(value, type)),
                { Name: { } name } => new OpaqueValue($"{name} is {type?.Name}", null),
                _ => Unknown("the type of a value"),
            };

        return ConstantValue.Of(type.TypeKind == TypeKind.Interface
            ? actual.AllInterfaces.Any(candidate => TorchSharpContext.Same(candidate.OriginalDefinition, type.OriginalDefinition))
            : IsOrDerives(actual, type));
    }
}
