using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Optimizers of one model in a loop whose loss comes from another.</summary>
internal static class OtherModel
{
    /// <summary>The optimizer's model and the one that is trained in its stead; null where the two may be the same.</summary>
    public static (string Own, string Trained)? Of(TrainingEvent step, TrainingScope scope)
    {
        if (scope.IsOpaque)
            return null;
        // Adam(new Net().parameters()): nobody else has that one.
        if (OptimizerOrigin.Of(step.Owner, scope.Code).Model is IObjectCreationOperation made && scope.Code.Torch.IsModule(made.Type))
            return !scope.All(TrainingCall.Step).Any(other => other.Owner != step.Owner) && ModelsOfLoss(scope) is { Count: 1 } others ? (made.Syntax.ToString(), Name(others.Single())) : null;
        if (scope.ModelOf(step) is not { } own)
            return null;
        if (scope.All(TrainingCall.Step).Any(other => other.Owner != step.Owner))
            return AmongOthers(step, own, scope);

        return ModelsOfLoss(scope) is { Count: 1 } models && models.Single() is var trained && Creations.AreApart(own, trained, scope.Code) ? (own.Root.Name, trained.Root.Name) : null;
    }

    // Beside other optimizers, as in adversarial training: what trains is that which no other steps on.
    private static (string Own, string Trained)? AmongOthers(TrainingEvent step, Place own, TrainingScope scope) =>
        step.Frame.Caller is null && LossPaths.Of(step, scope) is { Reached: { Count: 1 } reached } && reached.Single() is var trained
        && Creations.AreApart(own, trained, scope.Code) && !CutOffStep.IsSteppedOn(trained, scope) ? (own.Root.Name, trained.Root.Name) : null;

    private static string Name(Place model) => model.Root.Name + model.Path;

    /// <summary>The models that compute what backward is called on; null where something of it is not in sight.</summary>
    public static IReadOnlyCollection<Place>? ModelsOfLoss(TrainingScope scope)
    {
        var models = new HashSet<Place>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var backward in scope.All(TrainingCall.Backward))
            if (backward.Frame.Caller is not null || scope.Code.Source.OperationOf(backward.Operation.Syntax, scope.Code.Cancellation) is not IInvocationOperation { Instance: { } loss } || !Collect(loss, scope, models, seen))
                return null;

        // Of a model with several outputs some layers may serve only those that the loss leaves out.
        return seen.OfType<ILocalSymbol>().SelectMany(local => PartsBeside(local, scope.Code)).All(seen.Contains) ? models : null;
    }

    // False where something in the loss is not in sight.
    private static bool Collect(IOperation value, TrainingScope scope, HashSet<Place> models, HashSet<ISymbol> seen)
    {
        var code = scope.Code;
        foreach (var part in value.DescendantsAndSelf())
            switch (part)
            {
                // What is computed without a graph is data: a teacher's answer, a target network's value.
                case IInvocationOperation { SemanticModel: { } semantics } call when code.Torch.IsModule(call.Instance?.Type) && GradientModes.Around(call.Syntax, semantics, code.Torch, code.Cancellation) is not null:
                    break;
                case IInvocationOperation { TargetMethod.Name: "call" or "forward", Instance: { Type: { } type } instance } when code.Torch.IsModule(type):
                    if (!type.Name.EndsWith("Loss", StringComparison.Ordinal))
                    {
                        if (Place.Of(instance, scope.Root) is not { Path: "" } place)
                            return false;
                        models.Add(place);
                    }

                    break;
                case IInvocationOperation call when !code.Torch.IsLibrary(call.TargetMethod):
                case IAnonymousFunctionOperation or IDynamicInvocationOperation:
                case IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member when code.Torch.IsTensor(member.Type) && code.Source.HasSource(member.Member):
                    return false;
                // StepG(netG.call(noise)): what callers hand over may be another model's. Where none is in sight, it is data.
                case IParameterReferenceOperation { Parameter: var parameter } when code.Torch.IsTensor(parameter.Type) && seen.Add(parameter):
                    if (!code.Callers.ArgumentsFor(parameter, code).All(argument => Collect(argument, scope, models, seen)))
                        return false;
                    break;
                case ILocalReferenceOperation { Local: var local } when code.Torch.IsTensor(local.Type) && !local.IsForEach && !IsPartOfForEach(local, code) && seen.Add(local):
                    if ((DeconstructionOf(local, code) is { } whole ? Creations.AllOf(local, code).Count > 0 ? null : code.Source.OperationOf(whole.Right, code.Cancellation) : Creations.Of(local, code)) is not { } assigned
                        || !Collect(assigned, scope, models, seen))
                        return false;
                    break;
            }

        return true;
    }

    // var (logits, value) = model.call(x).
    public static AssignmentExpressionSyntax? DeconstructionOf(ILocalSymbol local, TrainingCode code) =>
        local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(code.Cancellation) is SingleVariableDesignationSyntax part
        && part.Ancestors().FirstOrDefault(node => node is StatementSyntax or AssignmentExpressionSyntax) is AssignmentExpressionSyntax { Right: not TupleExpressionSyntax } assignment
        && assignment.Left.Span.Contains(part.Span) ? assignment : null;

    private static IEnumerable<ISymbol> PartsBeside(ILocalSymbol local, TrainingCode code) => DeconstructionOf(local, code) is { } whole
        ? whole.Left.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Select(part => code.Source.SemanticsOf(part.SyntaxTree).GetDeclaredSymbol(part, code.Cancellation)).OfType<ISymbol>()
        : [];

    // foreach (var (x, y) in batches): data.
    public static bool IsPartOfForEach(ILocalSymbol local, TrainingCode code) =>
        local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(code.Cancellation) is SingleVariableDesignationSyntax part
        && part.Ancestors().FirstOrDefault(node => node is StatementSyntax) is ForEachVariableStatementSyntax;
}
