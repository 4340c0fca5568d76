using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// Loops over parameters, or over models, that clip, zero or set each gradient. A model has parameters, so such a loop runs, though a
/// control-flow graph has a path around it: what it walks over counts as the act. So does the test of a norm around a loop that scales.
/// </summary>
internal static class ParameterLoops
{
    /// <summary>The expressions that such loops of a body walk over, or that decide on them, and what they do.</summary>
    public static Dictionary<SyntaxNode, TrainingCall> In(ControlFlowGraph body, TorchSharpContext torch)
    {
        var loops = new Dictionary<SyntaxNode, TrainingCall>();
        foreach (var block in body.Blocks)
            foreach (var operation in block.Operations.Append(block.BranchValue))
                foreach (var part in operation?.DescendantsAndSelf() ?? [])
                    if (TrainingCalls.Classify(part, torch) is var call and (TrainingCall.Clip or TrainingCall.ZeroGrad or TrainingCall.GradientWrite)
                        && LoopAround(part.Syntax, torch) is { } loop)
                        loops[call == TrainingCall.GradientWrite && TestAround(loop) is { } test ? test : loop.Expression] = call;

        return loops;
    }

    private static CommonForEachStatementSyntax? LoopAround(SyntaxNode act, TorchSharpContext torch)
    {
        for (var node = act.Parent; node is not null and not (MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or ForStatementSyntax or WhileStatementSyntax); node = node.Parent)
            if (node is CommonForEachStatementSyntax loop)
                return IsOverParameters(loop, torch) ? loop : null;

        return null;
    }

    private static bool IsOverParameters(CommonForEachStatementSyntax loop, TorchSharpContext torch) =>
        loop.Expression.ToString().IndexOf("param", StringComparison.OrdinalIgnoreCase) >= 0
        || HoldsParameter(SourceCode.Of(torch.Compilation).SemanticsOf(loop.SyntaxTree).GetForEachStatementInfo(loop).ElementType, torch);

    private static bool HoldsParameter(ITypeSymbol? type, TorchSharpContext torch) => TorchSharpContext.Derives(type, torch.Parameter) || torch.IsModule(type)
        || (type is INamedTypeSymbol { IsTupleType: true } pair && pair.TupleElements.Any(element => TorchSharpContext.Derives(element.Type, torch.Parameter)));

    // if (norm > bound) foreach (var p in parameters) p.grad.mul_(bound / norm): where it does nothing, nothing has to be clipped.
    private static ExpressionSyntax? TestAround(CommonForEachStatementSyntax loop) =>
        (loop.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : loop.Parent) is IfStatementSyntax
        {
            Else: null, Condition: BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.GreaterThanExpression or (int)SyntaxKind.GreaterThanOrEqualExpression or (int)SyntaxKind.LessThanExpression or (int)SyntaxKind.LessThanOrEqualExpression,
            } test
        } ? test : null;
}
