using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What a method of the code's own gives back.</summary>
internal static class Returns
{
    /// <summary>The values of all returns; empty where a call may run another method, or where the body does not tell.</summary>
    public static IReadOnlyList<IOperation> Of(IMethodSymbol method, TrainingCode code) =>
        (method.IsAbstract ? code.Source.OnlyImplementation(method) : method) is { IsVirtual: false, IsAbstract: false, IsOverride: false, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } implementation && !code.Torch.IsLibrary(implementation)
        && code.Source.BodyOf(implementation, code.Cancellation) is { } body
            ? [.. In(body).Select(returned => returned.ReturnedValue).OfType<IOperation>()]
            : [];

    // What a function inside returns, the method does not.
    private static IEnumerable<IReturnOperation> In(IOperation operation) => operation switch
    {
        IReturnOperation { Kind: OperationKind.Return } returned => [returned],
        IAnonymousFunctionOperation or ILocalFunctionOperation => [],
        _ => operation.ChildOperations.SelectMany(In),
    };
}
