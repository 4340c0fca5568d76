using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>One of several values that are given together: <c>var (logits, mean) = model.call(x)</c>, or <c>outputs.logits</c>.</summary>
/// <param name="Whole">What gives them.</param>
/// <param name="Index">Which of them, from 0.</param>
/// <param name="Count">How many there are.</param>
internal sealed record TupleElement(IOperation Whole, int Index, int Count)
{
    /// <summary>What a local is one of; null where it is given anything else.</summary>
    public static TupleElement? Of(ILocalSymbol local, TrainingCode code)
    {
        if (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(code.Cancellation) is not SingleVariableDesignationSyntax part || code.IsReassigned(local)
            || part.Ancestors().FirstOrDefault(node => node is AssignmentExpressionSyntax or StatementSyntax) is not AssignmentExpressionSyntax whole
            || code.Source.OperationOf(whole.Right, code.Cancellation) is not { Type: INamedTypeSymbol { IsTupleType: true } tuple } value)
            return null;

        // var (a, b), or (var a, var b).
        var parts = whole.Left is DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax several } ? several.Variables.Cast<SyntaxNode>().ToList()
            : whole.Left is TupleExpressionSyntax written ? written.Arguments.Select(argument => (SyntaxNode)argument.Expression).ToList() : [];
        var index = parts.FindIndex(one => one == part || (one as DeclarationExpressionSyntax)?.Designation == part);
        return index >= 0 && parts.Count == tuple.TupleElements.Length ? new(value, index, parts.Count) : null;
    }

    /// <summary>What a member of a tuple is one of; null for any other member.</summary>
    public static TupleElement? Of(IFieldReferenceOperation member)
    {
        if (member is not { Instance: { Type: INamedTypeSymbol { IsTupleType: true } tuple } whole })
            return null;

        var index = tuple.TupleElements.ToList().FindIndex(element => TorchSharpContext.Same(Numbered(element), Numbered(member.Field)));
        return index >= 0 ? new(whole, index, tuple.TupleElements.Length) : null;
    }

    // Item1, whatever name the code gives it.
    private static IFieldSymbol Numbered(IFieldSymbol element) => element.CorrespondingTupleField ?? element;
}
