using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>The lambdas that stand directly in a body.</summary>
internal static class Lambdas
{
    public static IEnumerable<IFlowAnonymousFunctionOperation> In(ControlFlowGraph graph)
    {
        foreach (var block in graph.Blocks)
            foreach (var operation in block.Operations.Append(block.BranchValue))
                foreach (var inner in operation?.DescendantsAndSelf() ?? [])
                    if (inner is IFlowAnonymousFunctionOperation lambda)
                        yield return lambda;
    }

    public static IFlowAnonymousFunctionOperation? In(ControlFlowGraph graph, SyntaxNode lambda) => In(graph).FirstOrDefault(found => found.Syntax == lambda);
}
