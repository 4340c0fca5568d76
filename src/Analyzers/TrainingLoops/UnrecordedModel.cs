using GradGuard.Analyzers.Modules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// A model whose parameters an optimizer gets, while all that the code computes with it is cut off: an encoder that a helper runs under
/// no_grad, though it is to be trained with what follows it.
/// </summary>
/// <param name="Cut">Where it is cut off: the call of the model, or the detach behind it.</param>
/// <param name="Model">The model as the code names it.</param>
internal sealed record UnrecordedModel(ExpressionSyntax Cut, string Model)
{
    // What one may do with a model without anything of it reaching a loss, or its weights being set by hand.
    private static readonly HashSet<string> Harmless = ["train", "eval", "zero_grad", "to", "cuda", "cpu", "half", "save", "load", "Dispose"];

    /// <summary>The model whose parameters are listed for an optimizer; null where one of its calls is recorded, or others may call it.</summary>
    public static UnrecordedModel? Of(IInvocationOperation parameters, TrainingCode code)
    {
        if (parameters is not { TargetMethod.Name: "parameters", Instance: ILocalReferenceOperation or IFieldReferenceOperation { Field.DeclaredAccessibility: Accessibility.Private } }
            || !IsForOptimizer(parameters, code) || parameters.Syntax.FirstAncestorOrSelf<SyntaxNode>(node => node is TypeDeclarationSyntax or CompilationUnitSyntax) is not { } user
            || user.DescendantTokens().Any(token => token.ValueText is "grad"))
            return null;

        var semantics = code.Source.SemanticsOf(user.SyntaxTree);
        ISymbol model = parameters.Instance is ILocalReferenceOperation local ? local.Local : ((IFieldReferenceOperation)parameters.Instance).Field;
        if (IntendedCuts.IsNamedForIt(model.Name) || user is TypeDeclarationSyntax type && (code.Torch.IsModule(semantics.GetDeclaredSymbol(type, code.Cancellation) as ITypeSymbol) || model is IFieldSymbol { ContainingType.DeclaringSyntaxReferences.Length: > 1 }))
            return null;

        ExpressionSyntax? first = null;
        foreach (var use in UsesOf(model, user, semantics, code.Cancellation))
            switch (NameOfCall(use))
            {
                case "call" or "forward" when CutOf((InvocationExpressionSyntax)use.Parent!.Parent!, semantics, code) is { } cut:
                    first ??= cut;
                    break;
                case "parameters" when semantics.GetOperation(use.Parent!.Parent!, code.Cancellation) is { } list && (IsForOptimizer(list, code) || IsForClipping(list)):
                case { } name when Harmless.Contains(name):
                case null when use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use:
                    break;
                default:
                    return null;
            }

        var calls = user.DescendantNodes().OfType<InvocationExpressionSyntax>().ToLookup(NameOf);
        return first is not null && calls["step"].Any() && calls["backward"].Any() && !calls["backward"].Any(call => FunctionAround(call) == FunctionAround(first) || HasNoGraph(call)) ? new(first, model.Name) : null;

        // What one function cuts and trains on is said there.
        bool HasNoGraph(InvocationExpressionSyntax call) =>
            semantics.GetOperation(call, code.Cancellation) is IInvocationOperation { Instance: { } loss } && GraphFlow.Of(loss, call, code).Tie == GraphTie.Cut;
    }

    private static SyntaxNode? FunctionAround(SyntaxNode code) =>
        code.Ancestors().FirstOrDefault(node => node is (MemberDeclarationSyntax and not GlobalStatementSyntax) or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);

    private static bool IsForOptimizer(IOperation parameters, TrainingCode code) => Around(parameters).Any(outer => code.Torch.IsOptimizer(outer.Type));

    private static bool IsForClipping(IOperation parameters) => Around(parameters).OfType<IInvocationOperation>().Any(call => call.TargetMethod.Name.StartsWith("clip_grad", StringComparison.Ordinal));

    private static IEnumerable<IOperation> Around(IOperation operation)
    {
        for (var outer = operation.Parent; outer is not (null or IBlockOperation or IExpressionStatementOperation or IAnonymousFunctionOperation); outer = outer.Parent)
            yield return outer;
    }

    private static ExpressionSyntax? CutOf(InvocationExpressionSyntax call, SemanticModel semantics, TrainingCode code) =>
        call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "detach" or "detach_", Parent: InvocationExpressionSyntax detached } ? detached
        : GradientModes.Around(call, semantics, code.Torch, code.Cancellation) is var (_, region) && !region.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(inner => NameOf(inner) == "backward") ? call
        : null;

    private static IEnumerable<ExpressionSyntax> UsesOf(ISymbol model, SyntaxNode user, SemanticModel semantics, CancellationToken cancellation) => user.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == model.Name && TorchSharpContext.Same(semantics.GetSymbolInfo(name, cancellation).Symbol, model))
        .Select(name => name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self ? self : (ExpressionSyntax)name);

    private static string? NameOfCall(ExpressionSyntax use) =>
        use.Parent is MemberAccessExpressionSyntax access && access.Expression == use && access.Parent is InvocationExpressionSyntax ? access.Name.Identifier.ValueText : null;

    private static string? NameOf(InvocationExpressionSyntax call) => (call.Expression as MemberAccessExpressionSyntax)?.Name.Identifier.ValueText;
}
