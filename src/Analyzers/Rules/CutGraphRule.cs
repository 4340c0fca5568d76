using GradGuard.Analyzers.Modules;
using GradGuard.Analyzers.Tracing;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0602: the only way from parameters to the loss, or to the output of a model, is cut.</summary>
internal sealed class CutGraphRule() : GradGuardRule(Rule)
{
    private const int MostNamed = 3;

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.CutGraph,
        "Graph cut between parameters and loss",
        "{0}, and {1}. Keep the tensor in the graph up to the loss.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Gradients flow only where every operation from the parameters to the loss is recorded.",
        RuleIds.HelpLink(RuleIds.CutGraph));

    public override void Register(RuleRegistration on)
    {
        var torch = on.Torch;
        on.Calls((context, call) =>
        {
            if (call.TargetMethod.Name == "backward" && torch.IsTensor(call.TargetMethod.ContainingType)
                && GraphFlow.Of(call.Instance, call.Syntax, TrainingCode.Of(torch, context.CancellationToken)) is { Tie: GraphTie.Cut, By: ExpressionSyntax cut } flow)
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, cut.GetLocation(), Describe(cut), "the loss depends on the parameters through nothing else, so backward " + (flow.HidesCut ? "ends at the tensor that requires_grad makes a leaf of, and no parameter gets a gradient"
                        : flow.IsFlat ? "gives every parameter a gradient of 0"
                        : "finds no graph and throws")));
        });

        on.Calls((context, call) =>
        {
            if (call.TargetMethod.Name == "parameters" && torch.IsModule(call.Instance?.Type) && UnrecordedModel.Of(call, TrainingCode.Of(torch, context.CancellationToken)) is { } unrecorded)
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptor, unrecorded.Cut.GetLocation(), Describe(unrecorded.Cut), $"the loss depends on the parameters of '{unrecorded.Model}' through nothing else, so they get no gradient, though an optimizer has them"));
        });

        TrainingLoopRule.OnLoops(on, CutsAndTrains, scope =>
        {
            foreach (var step in scope.All(TrainingCall.Step))
                if (CutOffStep.Of(step, scope) is (ExpressionSyntax cut, var model))
                    scope.Report(Diagnostic.Create(
                        Descriptor, cut.GetLocation(), Describe(cut), $"the loss that '{step.OwnerText}' steps on depends on the parameters of '{model}' through nothing else, so they get no gradient"));
        });

        var cache = ModelGraphCache.Of(torch);
        on.Modules(context =>
        {
            if (cache.OfClass(context.Type, context.CancellationToken) is { } model)
                foreach (var cut in CutsOf(model).Where(cut => !new IntendedCuts(context.Type, torch, context.CancellationToken).Includes(cut)))
                    context.ReportDiagnostic(Diagnostic.Create(Descriptor, cut.Place.GetLocation(), Describe(cut), Consequence(cut, model.Name)));
        });
    }

    private static bool CutsAndTrains(IOperation body, TrainingCode code) =>
        code.Torch.Calls.In(body).Any(call => call is IInvocationOperation { TargetMethod.Name: "detach" or "no_grad" or "inference_mode" }) && code.Trains(body);

    // A cut must lie on every way through forward.
    private static IEnumerable<GradientCut> CutsOf(ModelTrace model) => model.IsCapped || model.Variants.Count == 0 ? [] : model.Variants[0].Cuts
        .Where(cut => model.Owns(cut.Place) && model.Variants.All(variant => variant.Cuts.Any(other => other.Place == cut.Place)));

    private static string Describe(GradientCut cut) => cut.Place switch
    {
        ExpressionSyntax expression when cut.Kind != CutKind.Unrecorded => Describe(expression),
        _ => $"'{cut.Place}' stops the recording here",
    };

    private static string Consequence(GradientCut cut, string model)
    {
        var layers = string.Join(", ", cut.Layers.Take(MostNamed).Select(layer => $"'{layer}'")) + (cut.Layers.Count > MostNamed ? $" and {cut.Layers.Count - MostNamed} more" : "");
        return cut.Layers.Count == 1
            ? $"{layers} reaches the output of '{model}' through nothing else, so it gets no gradient"
            : $"{layers} reach the output of '{model}' through nothing else, so they get no gradient";
    }

    private static string Describe(ExpressionSyntax cut) => cut switch
    {
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var tensor, Name.Identifier.ValueText: var name } } call => Describe(call, name, tensor),
        InvocationExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: var name }, ArgumentList.Arguments: { Count: > 0 } arguments } call => Describe(call, name, arguments[0].Expression),
        BinaryExpressionSyntax => $"'{cut}' is a comparison, which has no gradient",
        InvocationExpressionSyntax => $"'{cut}' runs where no graph is recorded",
        _ => $"'{cut}' becomes a .NET number here",
    };

    private static string Describe(InvocationExpressionSyntax call, string name, ExpressionSyntax tensor) => name switch
    {
        "detach" or "detach_" => $"'{tensor}' is detached here",
        "item" or "ToSingle" or "ToDouble" => $"'{tensor}' becomes a .NET number here",
        "tensor" or "as_tensor" => $"'{call.ArgumentList.Arguments[0]}' is a .NET number, which has no graph",
        "data" => $"'{tensor}' becomes .NET numbers here",
        _ when StepFunctions.Rounds(name) => $"'{call}' is constant between its jumps",
        _ when StepFunctions.Chooses(name) => $"'{call}' gives indices or truth values, which have no gradient",
        _ => $"'{call}' runs where no graph is recorded",
    };
}
