using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Modules;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>An optimizer of one part of a model whose other layers the loss needs too, and that nothing else trains, freezes or fills.</summary>
/// <param name="Parameters">The expression that names the part's parameters.</param>
/// <param name="Model">The model as the code names it.</param>
/// <param name="Part">The part as the code names it.</param>
/// <param name="Left">The layers that nothing trains, in the order of execution.</param>
internal sealed record PartOfModel(SyntaxNode Parameters, string Model, string Part, IReadOnlyList<string> Left)
{
    // What one may do with a model without making its other layers anything but untrained.
    private static readonly HashSet<string> Harmless = ["call", "forward", "parameters", "named_parameters", "train", "eval", "zero_grad", "to", "cuda", "cpu", "half", "Dispose"];

    /// <summary>The optimizer of a step; null where it owns the whole model, or where others may see to the rest.</summary>
    public static PartOfModel? Of(TrainingEvent step, TrainingScope scope)
    {
        var code = scope.Code;
        var origin = OptimizerOrigin.Of(step.Owner, code);
        if (origin.Model is not { } part || origin.ModelPlace(scope.Root) is not { Path.Length: > 0 } own || !IsHeldHere(own.Root) || scope.IsOpaque
            || scope.All(TrainingCall.Step).Any(other => other.Owner != step.Owner) || scope.All(TrainingCall.Extend).Any()
            || OtherModel.ModelsOfLoss(scope) is not { Count: 1 } models || models.Single() != own with { Path = "" }
            || Creations.Of(own.Root, code) is not IObjectCreationOperation { Type: INamedTypeSymbol type }
            || !LeavesTheRestAlone(part.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? part.Syntax.SyntaxTree.GetRoot(code.Cancellation), own.Root, code)
            || ModelGraphCache.Of(code.Torch).OfClass(type, code.Cancellation) is not { IsCapped: false, Variants.Count: > 0 } model)
            return null;

        var left = model.Variants.Select(variant => LayersBeside(variant, own.Path.TrimStart('.'))).Aggregate((one, other) => [.. one.Intersect(other)]);
        var isTouched = left.Any(IntendedCuts.IsNamedForIt) || TypesOf(model).Any(made => made.DeclaringSyntaxReferences.Any(reference => IntendedCuts.Freezes(reference.GetSyntax(code.Cancellation))));
        return left.Count == 0 || isTouched || part.Syntax.Parent?.Parent is not InvocationExpressionSyntax parameters ? null : new(parameters, own.Root.Name, own.Root.Name + own.Path, left);
    }

    // Others see what is not local or private.
    private static bool IsHeldHere(ISymbol model) => model is ILocalSymbol or { DeclaredAccessibility: Accessibility.Private };

    // A layer that forward cuts off is another rule's.
    private static IReadOnlyList<string> LayersBeside(ModelVariant variant, string part) => [.. variant.Graph.WithBlocks().SelectMany(graph => graph.Nodes)
        .Where(node => node.HasWeights() && variant.Origins[node].Layer is not null)
        .Select(node => node.Path)
        .Where(path => path != part && !path.StartsWith(part + ".", StringComparison.Ordinal) && !variant.Cuts.Any(cut => cut.Layers.Contains(path)))
        .Distinct()];

    private static IEnumerable<INamedTypeSymbol> TypesOf(ModelTrace model) =>
        model.Variants.SelectMany(variant => ModuleTree.Below(variant.Root)).OfType<UserModule>().SelectMany(module => Bases(module.Type)).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);

    private static IEnumerable<INamedTypeSymbol> Bases(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            yield return current;
    }

    // The only optimizer, nothing frozen or loaded, and the model in nobody else's hands.
    private static bool LeavesTheRestAlone(SyntaxNode user, ISymbol model, TrainingCode code)
    {
        if (IntendedCuts.Freezes(user))
            return false;

        var semantics = code.Source.SemanticsOf(user.SyntaxTree);
        var optimizers = user.DescendantNodes().OfType<ExpressionSyntax>().Count(expression => expression is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax
            && code.Torch.IsOptimizer(semantics.GetTypeInfo(expression, code.Cancellation).Type));
        return optimizers == 1 && user.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == model.Name && TorchSharpContext.Same(semantics.GetSymbolInfo(name, code.Cancellation).Symbol, model))
            .All(IsHarmless);
    }

    private static bool IsHarmless(IdentifierNameSyntax name)
    {
        ExpressionSyntax use = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self ? self : name;
        if (use.Parent is AssignmentExpressionSyntax assignment && assignment.Left == use)
            return true;

        // model.part.parameters(), model.call(x): the last name of the chain is what is done.
        while (use.Parent is MemberAccessExpressionSyntax access && access.Expression == use)
            use = access;
        return use is MemberAccessExpressionSyntax last && use.Parent is InvocationExpressionSyntax && Harmless.Contains(last.Name.Identifier.ValueText);
    }
}
