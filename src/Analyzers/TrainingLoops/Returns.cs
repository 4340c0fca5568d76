using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What a method of the code's own gives back.</summary>
internal static class Returns
{
    /// <summary>The values of all returns; empty where a call may run another method, or where the body does not tell.</summary>
    public static IReadOnlyList<IOperation> Of(IMethodSymbol method, TrainingCode code) =>
        method is { IsVirtual: false, IsAbstract: false, IsOverride: false, MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction } && !code.Torch.IsLibrary(method)
        && code.Source.BodyOf(method, code.Cancellation) is { } body && !body.Descendants().Any(part => part is IAnonymousFunctionOperation or ILocalFunctionOperation)
            ? [.. body.DescendantsAndSelf().OfType<IReturnOperation>().Select(returned => returned.ReturnedValue).OfType<IOperation>()]
            : [];
}
