using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What a body gives to variables, or adds to them.</summary>
internal static class Assignments
{
    public static ILookup<ISymbol, IOperation> In(IOperation body) => body.DescendantsAndSelf().SelectMany(Of)
        .ToLookup<(ISymbol Variable, IOperation Value), ISymbol, IOperation>(given => given.Variable, given => given.Value, SymbolEqualityComparer.Default);

    private static IEnumerable<(ISymbol Variable, IOperation Value)> Of(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation { Initializer.Value: var value, Symbol: var declared }:
                yield return (declared, value);
                break;
            case ISimpleAssignmentOperation or ICompoundAssignmentOperation or ICoalesceAssignmentOperation when operation is IAssignmentOperation assignment && VariableOf(assignment.Target) is { } target:
                yield return (target, assignment.Value);
                break;
            case IDeconstructionAssignmentOperation { Target: ITupleOperation or IDeclarationExpressionOperation { Expression: ITupleOperation } } pairs when TupleOf(pairs.Target) is var targets && Creations.Unwrap(pairs.Value) is ITupleOperation values && values.Elements.Length == targets.Elements.Length:
                for (var i = 0; i < values.Elements.Length; i++)
                    if (VariableOf(targets.Elements[i]) is { } part)
                        yield return (part, values.Elements[i]);
                break;
        }
    }

    // (a, b) = …, or var (a, b) = …
    private static ITupleOperation TupleOf(IOperation target) => (ITupleOperation)(target is IDeclarationExpressionOperation declaration ? declaration.Expression : target);

    private static ISymbol? VariableOf(IOperation target) => target switch
    {
        IDeclarationExpressionOperation declaration => VariableOf(declaration.Expression),
        ILocalReferenceOperation local => local.Local,
        IMemberReferenceOperation member => member.Member.OriginalDefinition,
        _ => null,
    };
}
