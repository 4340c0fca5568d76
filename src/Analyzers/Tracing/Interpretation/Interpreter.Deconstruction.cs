using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private AbstractValue Deconstruct(IOperation target, AbstractValue value, DeconstructionInfo? how = null)
    {
        if (target is IDeclarationExpressionOperation declaration)
            target = declaration.Expression;

        if (target is not ITupleOperation tuple)
            return Assign(target, value);

        var parts = PartsOf(value, tuple, how?.Method);
        for (var i = 0; i < tuple.Elements.Length; i++)
            Deconstruct(tuple.Elements[i], parts[i], how?.Nested is { IsDefault: false } nested && i < nested.Length ? nested[i] : null);

        return value;
    }

    private IReadOnlyList<AbstractValue> PartsOf(AbstractValue value, ITupleOperation tuple, IMethodSymbol? method) =>
        method is not null && Deconstructed(method, value, tuple.Syntax) is { } parts && parts.Count == tuple.Elements.Length ? parts
            : [.. tuple.Elements.Select((element, i) => value is TupleValue whole && i < whole.Elements.Length ? whole.Elements[i]
                : value is TensorValue ? value
                : value is ObjectValue { Type.IsRecord: true } record && Positional(record, i) is { } member ? member
                : value.Name is { } name ? FromOutside($"{name}.Item{i + 1}", element.Type)
                : Unknown("a part of a value"))];

    // What a Deconstruct with source leaves in its outputs; null for any other.
    private IReadOnlyList<AbstractValue>? Deconstructed(IMethodSymbol method, AbstractValue value, SyntaxNode use)
    {
        var target = method.ReducedFrom ?? method;
        if (!source.HasSource(target) || target.IsImplicitlyDeclared)
            return null;

        _lastFrame = null;
        Inline(target, target.IsStatic ? null : value, target.IsStatic ? new Arguments(target.Parameters, value) : Arguments.None, use);
        return _lastFrame is { } frame && TorchSharpContext.Same(frame.Method, target.OriginalDefinition)
            ? [.. target.OriginalDefinition.Parameters.Where(parameter => parameter.RefKind == RefKind.Out).Select(parameter => frame.Read(parameter) ?? Unknown("an output"))]
            : null;
    }

    private static DeconstructionInfo? MethodsOf(IDeconstructionAssignmentOperation deconstruction) =>
        deconstruction.Syntax is AssignmentExpressionSyntax assignment ? deconstruction.SemanticModel?.GetDeconstructionInfo(assignment) : null;

    // A record comes apart into the parameters of its primary constructor.
    private AbstractValue? Positional(ObjectValue record, int position) =>
        record.Type.GetMembers("Deconstruct").OfType<IMethodSymbol>().FirstOrDefault(method => method.IsImplicitlyDeclared) is { } deconstruct && position < deconstruct.Parameters.Length
            && record.Type.GetMembers(deconstruct.Parameters[position].Name).OfType<IPropertySymbol>().FirstOrDefault() is { } property
            ? ReadMember(record, property)
            : null;
}
