using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// Loops over parameters that clip each one. A model has parameters, so such a loop runs, though a control-flow graph has a path around
/// it: what it walks over counts as the clip.
/// </summary>
internal static class ClippingLoops
{
    /// <summary>The expressions that the clipping loops of a body walk over.</summary>
    public static HashSet<SyntaxNode> In(ControlFlowGraph body, TorchSharpContext torch)
    {
        var loops = new HashSet<SyntaxNode>();
        foreach (var block in body.Blocks)
            foreach (var operation in block.Operations.Append(block.BranchValue))
                foreach (var part in operation?.DescendantsAndSelf() ?? [])
                    if (TrainingCalls.Classify(part, torch) == TrainingCall.Clip && LoopAround(part.Syntax) is { } loop)
                        loops.Add(loop.Expression);

        return loops;
    }

    private static CommonForEachStatementSyntax? LoopAround(SyntaxNode clip)
    {
        for (var node = clip.Parent; node is not null and not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or ForStatementSyntax or WhileStatementSyntax); node = node.Parent)
            if (node is CommonForEachStatementSyntax loop)
                return IsOverParameters(loop.Expression) ? loop : null;

        return null;
    }

    private static bool IsOverParameters(ExpressionSyntax collection) => collection.ToString().Contains("arameters");
}
