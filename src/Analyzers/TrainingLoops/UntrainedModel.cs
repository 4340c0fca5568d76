using GradGuard.Analyzers.Modules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// A model that the code makes, calls and prepares for training beside another one, and gives to nobody, but whose parameters no optimizer
/// gets: a head that was forgotten, or a second discriminator whose optimizer got the first one's.
/// </summary>
/// <param name="Parameters">The expression that names the parameters of the optimizer at hand.</param>
/// <param name="Own">The model that these are of.</param>
/// <param name="Left">The model that nothing trains.</param>
/// <param name="Preparation">What prepares it: zero_grad or train.</param>
internal sealed record UntrainedModel(SyntaxNode Parameters, string Own, string Left, string Preparation)
{
    // What one may do with a model without anybody else coming to hold its parameters.
    private static readonly HashSet<string> Harmless = ["call", "forward", "train", "eval", "zero_grad", "state_dict", "save", "to", "cuda", "cpu", "half", "Dispose"];

    /// <summary>The model that an optimizer leaves out when it is made; null where another may see to it.</summary>
    public static UntrainedModel? Of(TrainingEvent creation, TrainingScope scope)
    {
        var code = scope.Code;
        if (creation.Frame.Caller is not null || creation.Operation is not ISimpleAssignmentOperation { Value: var made } || OptimizerOrigin.ModelIn(Creations.Unwrap(made)!, code) is not { } own
            || own.Syntax.Parent?.Parent is not InvocationExpressionSyntax parameters || Place.Of(own, scope.Root) is not { Path: "" } model
            || creation.Operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } user || IntendedCuts.Freezes(user, alsoCopies: false))
            return null;

        var semantics = code.Source.SemanticsOf(user.SyntaxTree);
        if (code.Torch.IsModule(semantics.GetDeclaredSymbol(user, code.Cancellation) as ITypeSymbol))
            return null;

        // Where two optimizers have one model, the second is the one to change.
        var lists = Calls(user).Where(call => call.Call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "parameters" }).ToList();
        var twin = lists.Find(list => list.Call != parameters && TorchSharpContext.Same(SymbolOf(list.Receiver), model.Root)).Call;
        if (twin?.SpanStart > parameters.SpanStart || (twin is null && (lists.Exists(list => list.Call.SpanStart < parameters.SpanStart) || !Uses(model.Root).Any(use => NameOfCall(use) is "call" or "forward"))))
            return null;

        foreach (var (call, receiver) in Calls(user))
            if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: ("zero_grad" or "train") and var preparation }
                && SymbolOf(receiver) is { } left && !TorchSharpContext.Same(left, model.Root) && IsForgotten(left))
                return new(parameters, model.Root.Name, left.Name, preparation);

        return null;

        bool IsForgotten(ISymbol left) => left is ILocalSymbol or IFieldSymbol { DeclaredAccessibility: Accessibility.Private } or IPropertySymbol { DeclaredAccessibility: Accessibility.Private }
            && !IntendedCuts.IsNamedForIt(left.Name) && Creations.Of(left, code) is IObjectCreationOperation or IInvocationOperation && HasWeights(left)
            && Uses(left).All(use => IsHarmless(use) || IsCopied(use)) && Uses(left).Any(use => NameOfCall(use) is "call" or "forward");

        // A running mean of its parameters, for a target network.
        bool IsCopied(ExpressionSyntax use) => NameOfCall(use) == "parameters" && GradientModes.Around(use, semantics, code.Torch, code.Cancellation) is not null;

        bool HasWeights(ISymbol left) => Creations.Of(left, code) is { Type: { } type } && code.Torch.IsModule(type)
            && (code.Torch.LayerName(type) is { } layer ? layer is "Sequential" or "Linear" : type is not INamedTypeSymbol named || !code.Source.HasSource(named) || named.GetMembers().Any(IsWeight));

        bool IsWeight(ISymbol member) => (member as IFieldSymbol)?.Type is { } type && (type.Name == "Parameter" || code.Torch.IsModule(type));

        ISymbol? SymbolOf(ExpressionSyntax receiver) => semantics.GetSymbolInfo(receiver, code.Cancellation).Symbol is { } symbol and (ILocalSymbol or IFieldSymbol or IPropertySymbol)
            && code.Torch.IsModule(symbol switch { ILocalSymbol local => local.Type, IFieldSymbol field => field.Type, _ => ((IPropertySymbol)symbol).Type }) ? symbol : null;

        IEnumerable<ExpressionSyntax> Uses(ISymbol symbol) => user.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == symbol.Name && TorchSharpContext.Same(semantics.GetSymbolInfo(name, code.Cancellation).Symbol, symbol))
            .Select(name => name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self ? self : (ExpressionSyntax)name);
    }

    private static IEnumerable<(InvocationExpressionSyntax Call, ExpressionSyntax Receiver)> Calls(SyntaxNode user) => user.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Where(call => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } })
        .Select(call => (call, ((MemberAccessExpressionSyntax)call.Expression).Expression));

    private static string? NameOfCall(ExpressionSyntax use) => use.Parent is MemberAccessExpressionSyntax access && access.Expression == use && access.Parent is InvocationExpressionSyntax ? access.Name.Identifier.ValueText : null;

    private static bool IsHarmless(ExpressionSyntax use) => (NameOfCall(use) is { } name && Harmless.Contains(name)) || IsAssigned(use)
        // (one, two) = (new Net(), new Net())
        || (use.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax tuple } && IsAssigned(tuple));

    private static bool IsAssigned(ExpressionSyntax use) => use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use;
}
