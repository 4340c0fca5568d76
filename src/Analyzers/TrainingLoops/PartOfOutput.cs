using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>One of several tensors that a model returns: <c>var (logits, mean) = model.call(x)</c>.</summary>
/// <param name="Call">The call of the model.</param>
/// <param name="Index">Which of them, from 0.</param>
/// <param name="Count">How many there are.</param>
internal sealed record PartOfOutput(IInvocationOperation Call, int Index, int Count)
{
    /// <summary>What a local is a part of; null where it is given anything else.</summary>
    public static PartOfOutput? Of(ILocalSymbol local, TrainingCode code)
    {
        if (local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(code.Cancellation) is not SingleVariableDesignationSyntax part || code.IsReassigned(local)
            || part.Ancestors().FirstOrDefault(node => node is AssignmentExpressionSyntax or StatementSyntax) is not AssignmentExpressionSyntax whole
            || code.Source.OperationOf(whole.Right, code.Cancellation) is not IInvocationOperation { TargetMethod.Name: "call" or "forward", Type: INamedTypeSymbol { IsTupleType: true } tuple } call
            || !code.Torch.IsModule(call.Instance?.Type) || !tuple.TupleElements.All(element => code.Torch.IsTensor(element.Type)))
            return null;

        // var (a, b), or (var a, var b).
        var parts = whole.Left is DeclarationExpressionSyntax { Designation: ParenthesizedVariableDesignationSyntax several } ? several.Variables.Cast<SyntaxNode>().ToList()
            : whole.Left is TupleExpressionSyntax written ? written.Arguments.Select(argument => (SyntaxNode)argument.Expression).ToList() : [];
        var index = parts.FindIndex(one => one == part || (one as DeclarationExpressionSyntax)?.Designation == part);
        return index >= 0 && parts.Count == tuple.TupleElements.Length ? new(call, index, parts.Count) : null;
    }
}
