using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>
/// Turns a binary cross-entropy into the one over logits: the function, or BCELoss, made where it is called or held in a variable. Each
/// call of it gives up its sigmoid, so that each must have one of its own.
/// </summary>
internal sealed class LogitsLossRewrite(FixContext context, TrainingCode code)
{
    private const string Function = "binary_cross_entropy";
    private const string Layer = "BCELoss";
    private const string BetterLayer = "BCEWithLogitsLoss";

    /// <summary>The changes for a call of the loss; null where something else would change with it.</summary>
    public IReadOnlyList<TextChange>? Of(InvocationExpressionSyntax call)
    {
        if (NameOf(call) is { Identifier.ValueText: Function } function)
            return WithLogits([call]) is { } changes ? [new(function.Span, "binary_cross_entropy_with_logits"), .. changes] : null;
        if (call.Expression is not MemberAccessExpressionSyntax { Expression: var loss })
            return null;
        if (Creation(loss) is { } made)
            return WithLogits([call]) is { } changes ? [made, .. changes] : null;

        return context.Semantics.GetSymbolInfo(loss, context.Cancellation).Symbol is { } variable && ScopeOf(variable) is { } scope ? OfVariable(variable, scope) : null;
    }

    private IReadOnlyList<TextChange>? OfVariable(ISymbol variable, SyntaxNode scope)
    {
        if (variable.DeclaringSyntaxReferences.Single().GetSyntax(context.Cancellation) is not VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } declaration } declarator)
            return null;

        var changes = new List<TextChange>();
        if (declaration.Type is NameSyntax type && LastOf(type) is { Identifier.ValueText: Layer } named)
            changes.Add(new(named.Span, BetterLayer));
        if (declarator.Initializer is { Value: var initial } && !Add(Creation(initial)))
            return null;

        var calls = new List<InvocationExpressionSyntax>();
        foreach (var name in UsesOf(variable, scope))
        {
            var use = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? (ExpressionSyntax)access : name;
            if (use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward", Parent: InvocationExpressionSyntax call })
                calls.Add(call);
            else if (use.Parent is not AssignmentExpressionSyntax { Right: var assigned } assignment || assignment.Left != use || !Add(Creation(assigned)))
                return null;
        }

        return WithLogits(calls) is { } inputs ? [.. changes, .. inputs] : null;

        bool Add(TextChange? change)
        {
            if (change is { } made)
                changes.Add(made);
            return change is not null;
        }
    }

    // The change that makes BCELoss(…) the other loss, whose parameters begin with the same ones.
    private TextChange? Creation(ExpressionSyntax expression) => expression is InvocationExpressionSyntax made && NameOf(made) is { Identifier.ValueText: Layer } name
        && context.Semantics.GetSymbolInfo(made, context.Cancellation).Symbol is { } factory && code.Torch.IsLibrary(factory) ? new(name.Span, BetterLayer) : null;

    // Without the sigmoid of each of the calls' inputs.
    private IReadOnlyList<TextChange>? WithLogits(IReadOnlyList<InvocationExpressionSyntax> calls)
    {
        var changes = new List<TextChange>();
        foreach (var call in calls)
        {
            if (code.Source.OperationOf(call, context.Cancellation) is not IInvocationOperation operation || LossCall.Of(operation, code) is not { } loss
                || OutputActivation.Of(loss.Input, code) is not { Kind: ProbabilityKind.Sigmoid, Model: null, Place: { } place } || place.SyntaxTree != context.Root.SyntaxTree
                || ActivationCall.Of(place, context) is not { } activation || !ServesOnly(calls, loss.Input.Syntax, activation.Call))
                return null;

            // A field of a sigmoid that only this call uses goes with it.
            var unused = calls.Count == 1 ? new UnusedFields(context).After(activation.Call, activation.Operand) : [];
            changes.AddRange(activation.Removed().Concat(unused).Where(change => !changes.Contains(change)));
        }

        return changes;
    }

    // A variable of probabilities may be wanted elsewhere too: for the accuracy, say.
    private bool ServesOnly(IReadOnlyList<InvocationExpressionSyntax> calls, SyntaxNode input, SyntaxNode activation) => input.Span.Contains(activation.Span)
        || (input.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => context.Semantics.GetSymbolInfo(name, context.Cancellation).Symbol).OfType<ILocalSymbol>().FirstOrDefault() is { } local
            && local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation) is VariableDeclaratorSyntax { Initializer.Value: var given } && given.Span.Contains(activation.Span)
            && ScopeOf(local) is { } scope && UsesOf(local, scope).All(use => calls.Any(call => call.ArgumentList.Arguments.FirstOrDefault()?.Span.Contains(use.Span) == true)));

    private IEnumerable<IdentifierNameSyntax> UsesOf(ISymbol variable, SyntaxNode scope) => scope.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Where(name => name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(context.Semantics.GetSymbolInfo(name, context.Cancellation).Symbol, variable));

    // Where all uses of a variable stand; null where there may be others.
    private SyntaxNode? ScopeOf(ISymbol variable) => variable switch
    {
        ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } local } => local[0].GetSyntax(context.Cancellation).FirstAncestorOrSelf<SyntaxNode>(node => node is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax),
        IFieldSymbol { DeclaredAccessibility: Accessibility.Private, DeclaringSyntaxReferences.Length: 1, ContainingType.DeclaringSyntaxReferences: { Length: 1 } type } when type[0].SyntaxTree == context.Root.SyntaxTree => type[0].GetSyntax(context.Cancellation),
        _ => null,
    };

    private static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression as SimpleNameSyntax;

    private static SimpleNameSyntax LastOf(NameSyntax name) => name switch
    {
        QualifiedNameSyntax qualified => qualified.Right,
        AliasQualifiedNameSyntax alias => alias.Name,
        _ => (SimpleNameSyntax)name,
    };
}
