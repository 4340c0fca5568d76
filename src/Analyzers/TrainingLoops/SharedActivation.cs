using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>One activation under several losses, such as a discriminator's sigmoid: one cause, which one change mends.</summary>
internal static class SharedActivation
{
    /// <summary>Whether a loss before this one in the file has the same fault by the same activation.</summary>
    /// <param name="call">The call of the loss.</param>
    /// <param name="output">The activation that it takes.</param>
    /// <param name="code">The code of both.</param>
    /// <param name="isFault">Whether a loss should not take the activation.</param>
    public static bool IsToldBefore(IInvocationOperation call, OutputActivation output, TrainingCode code, Func<LossCall, OutputActivation, bool> isFault)
    {
        if (output.Place is not { } place || (output.Model is null && FunctionOf(place) == FunctionOf(call.Syntax)))
            return false;

        return call.Syntax.SyntaxTree.GetRoot(code.Cancellation).DescendantNodes().TakeWhile(node => node.SpanStart < call.Syntax.SpanStart)
            .OfType<InvocationExpressionSyntax>().Any(earlier => code.Source.OperationOf(earlier, code.Cancellation) is IInvocationOperation other
                && LossCall.Of(other, code) is { } loss && OutputActivation.Of(loss.Input, code) is { } its && its.Place == place && isFault(loss, its));
    }

    // Statements of a program without a class are one body.
    private static SyntaxNode? FunctionOf(SyntaxNode node) => node.FirstAncestorOrSelf<SyntaxNode>(around =>
        around is LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or CompilationUnitSyntax or MemberDeclarationSyntax and not GlobalStatementSyntax);
}
