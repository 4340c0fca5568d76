using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// Loops over parameters that clip, zero or set each gradient. A model has parameters, so such a loop runs, though a control-flow graph
/// has a path around it: what it walks over counts as the act.
/// </summary>
internal static class ParameterLoops
{
    /// <summary>The expressions that such loops of a body walk over, and what they do.</summary>
    public static Dictionary<SyntaxNode, TrainingCall> In(ControlFlowGraph body, TorchSharpContext torch)
    {
        var loops = new Dictionary<SyntaxNode, TrainingCall>();
        foreach (var block in body.Blocks)
            foreach (var operation in block.Operations.Append(block.BranchValue))
                foreach (var part in operation?.DescendantsAndSelf() ?? [])
                    if (TrainingCalls.Classify(part, torch) is TrainingCall.Clip or TrainingCall.ZeroGrad or TrainingCall.GradientWrite
                        && LoopAround(part.Syntax) is { } loop)
                        loops[loop.Expression] = TrainingCalls.Classify(part, torch);

        return loops;
    }

    private static CommonForEachStatementSyntax? LoopAround(SyntaxNode act)
    {
        for (var node = act.Parent; node is not null and not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or ForStatementSyntax or WhileStatementSyntax); node = node.Parent)
            if (node is CommonForEachStatementSyntax loop)
                return IsOverParameters(loop.Expression) ? loop : null;

        return null;
    }

    private static bool IsOverParameters(ExpressionSyntax collection) => collection.ToString().IndexOf("param", StringComparison.OrdinalIgnoreCase) >= 0;
}
