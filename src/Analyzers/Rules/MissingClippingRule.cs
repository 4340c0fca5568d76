using System.Collections.Immutable;
using GradGuard.Analyzers.Tracing;
using GradGuard.Analyzers.TrainingLoops;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0401: an optimizer steps on gradients that nothing has clipped since backward.</summary>
internal sealed class MissingClippingRule() : TrainingLoopRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.MissingClipping,
        "Optimizer step without gradient clipping",
        "The optimizer steps on gradients that nothing has clipped since backward{0}. Call torch.nn.utils.clip_grad_norm_ before the step.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "One batch with a huge gradient can undo the training so far; clipping the norm bounds the step and keeps its direction.",
        RuleIds.HelpLink(RuleIds.MissingClipping));

    private const uint Clean = 1;
    private const uint Pending = 2;

    private protected override void Analyze(TrainingScope scope)
    {
        var unclipped = new Dictionary<SyntaxNode, TrainingEvent>();
        scope.Follow(Clean, Next, (happening, states) =>
        {
            if (happening.Call == TrainingCall.Step && (states & Pending) != 0 && IsOwnStep(happening, scope))
                unclipped[happening.Operation.Syntax] = happening;
        });
        // Who clips one of two models has seen to that one.
        if (scope.All(TrainingCall.Clip).Any())
            foreach (var step in scope.All(TrainingCall.Step))
                if (IsOwnStep(step, scope) && !unclipped.ContainsKey(step.Operation.Syntax) && IsBesideClipping(step, scope))
                    unclipped[step.Operation.Syntax] = step;

        // Clipping that stands at the wrong place is another rule's.
        if (unclipped.Count == 0 || scope.All(TrainingCall.Clip).Any(clip => IdleClip.Of(clip, scope) is not null))
            return;

        foreach (var step in unclipped.Values)
            Report(step, scope);

        static uint Next(uint state, TrainingEvent happening) => happening.Call switch
        {
            TrainingCall.Backward => Pending,
            TrainingCall.Clip or TrainingCall.ZeroGrad or TrainingCall.GradientWrite or TrainingCall.Step or TrainingCall.Opaque => Clean,
            _ => state,
        };
    }

    private static bool IsOwnStep(TrainingEvent step, TrainingScope scope) =>
        step.Operation.Syntax.SyntaxTree == scope.Root.Graph.OriginalOperation.Syntax.SyntaxTree && TrainingCalls.IsStep((IInvocationOperation)step.Operation, scope.Code.Torch);

    // Whether a step takes gradients between which and backward stands the clipping of another model alone.
    private static bool IsBesideClipping(TrainingEvent step, TrainingScope scope)
    {
        var isPending = false;
        scope.Follow(Clean, Next, (happening, states) => isPending |= happening.IsAt(step) && (states & Pending) != 0);
        return isPending;

        uint Next(uint state, TrainingEvent happening) => happening.Call switch
        {
            TrainingCall.Backward => Pending,
            TrainingCall.GradientWrite or TrainingCall.Opaque => Clean,
            TrainingCall.Clip or TrainingCall.ZeroGrad or TrainingCall.Step when scope.Relate(step, happening) != Relation.Different => Clean,
            _ => state,
        };
    }

    private void Report(TrainingEvent happening, TrainingScope scope)
    {
        var step = scope.Code.Source.OperationOf(happening.Operation.Syntax, scope.Code.Cancellation) ?? happening.Operation;
        var origin = OptimizerOrigin.Of(happening.Owner, scope.Code);
        var trace = origin.Trace(ModelGraphCache.Of(scope.Code.Torch), scope.Code);
        var reason = trace is null ? null : RiskOf(trace, scope.Code.Cancellation);
        var properties = ImmutableDictionary<string, string?>.Empty;
        if (origin.Model is { } model && IsVisibleFrom(model, step))
            properties = properties.Add(FixProperties.Model, model.Syntax.ToString());

        scope.Report(Diagnostic.Create(
            Descriptor, step.Syntax.GetLocation(), reason is null ? DiagnosticSeverity.Info : DiagnosticSeverity.Warning,
            additionalLocations: null, properties, reason is null ? "" : $", and '{trace!.Name}' {reason}"));
    }

    private static string? RiskOf(ModelTrace model, CancellationToken cancellation)
    {
        if (model.Variants.Count > 0 && model.Variants.All(variant => variant.RatioIsAbove(Math.Log10(Limits.ExplodingRatio), cancellation)))
            return "is predicted to explode";

        var nodes = model.Variants.SelectMany(variant => Nodes(variant.Graph)).ToList();
        return nodes.Exists(node => node is RecurrentNode) ? "is recurrent, so its gradients can grow with every step of a sequence"
            : nodes.Exists(node => node is AttentionNode) ? "uses attention, whose gradients spike early in training"
            : null;

        static IEnumerable<LayerNode> Nodes(LayerGraph graph) => graph.Nodes.SelectMany(node => node is RepeatNode repeat ? Nodes(repeat.Block) : [node]);
    }

    // The model's expression means the same at the step where it is a member of the same object or a variable of the same body.
    private static bool IsVisibleFrom(IOperation model, IOperation step) => model switch
    {
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => Encloses(field.Field.ContainingType, step),
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation } property => Encloses(property.Property.ContainingType, step),
        ILocalReferenceOperation or IParameterReferenceOperation => IsSameVariable(model, step),
        IInstanceReferenceOperation => true,
        _ => false,
    };

    private static bool Encloses(INamedTypeSymbol type, IOperation step) =>
        TorchSharpContext.Derives(step.SemanticModel?.GetEnclosingSymbol(step.Syntax.SpanStart)?.ContainingType, type.OriginalDefinition);

    private static bool IsSameVariable(IOperation model, IOperation step) => step.SemanticModel is { } semantics && step.Syntax.SyntaxTree == model.Syntax.SyntaxTree
        && semantics.LookupSymbols(step.Syntax.SpanStart, name: model.Syntax.ToString()).Any(found => TorchSharpContext.Same(found, (model as ILocalReferenceOperation)?.Local ?? (ISymbol?)(model as IParameterReferenceOperation)?.Parameter));
}
