using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Finds the control-flow graph of the innermost function around an operation.</summary>
internal static class FunctionBody
{
    public static ControlFlowGraph? Around(IOperation operation, ControlFlowGraph member)
    {
        var functions = new Stack<IOperation>();
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
                functions.Push(parent);

        ControlFlowGraph? body = member;
        while (functions.Count > 0 && body is not null)
            body = functions.Pop() switch
            {
                ILocalFunctionOperation local => body.LocalFunctions.Contains(local.Symbol) ? body.GetLocalFunctionControlFlowGraph(local.Symbol) : null,
                IAnonymousFunctionOperation lambda => Lambda(body, lambda),
                _ => null,
            };

        return body;
    }

    private static ControlFlowGraph? Lambda(ControlFlowGraph body, IAnonymousFunctionOperation lambda)
    {
        foreach (var block in body.Blocks)
            foreach (var operation in block.Operations.Append(block.BranchValue))
                foreach (var inner in operation?.DescendantsAndSelf() ?? [])
                    if (inner is IFlowAnonymousFunctionOperation flow && flow.Syntax == lambda.Syntax)
                        return body.GetAnonymousFunctionControlFlowGraph(flow);

        return null;
    }
}
