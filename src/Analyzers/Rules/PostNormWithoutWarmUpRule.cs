using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Analyzers.TrainingLoops;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0205: a stack of post-norm Transformer layers, trained at the full learning rate from the first step.</summary>
internal sealed class PostNormWithoutWarmUpRule() : TrainingLoopRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.PostNormWithoutWarmUp,
        "Post-norm Transformer trained without warm-up",
        "'{0}' stacks {1} Transformer layers that normalize after the addition, and no schedule warms the learning rate up: the last layers' gradients are large at the start and the first steps may ruin them. Raise the rate over the first steps (LinearLR, LambdaLR), or normalize before each branch.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "In post-norm Transformers the expected gradient near the output is large at initialisation whatever the depth, so training needs a small learning rate at first; pre-norm ones do without.",
        RuleIds.HelpLink(RuleIds.PostNormWithoutWarmUp));

    private static readonly RuleOption LeastLayers = new("gradguard.GG0205.min_layers", Limits.PostNormLayers, OptionRange.Count);

    public override ImmutableArray<RuleOption> Options => [LeastLayers];

    private protected override void Analyze(TrainingScope scope)
    {
        foreach (var step in scope.All(TrainingCall.Step).Where(step => step.Frame.Caller is null && TrainingCalls.IsStep((IInvocationOperation)step.Operation, scope.Code.Torch)))
        {
            if (OptimizerOrigin.Of(step.Owner, scope.Code).Trace(ModelGraphCache.Of(scope.Code.Torch), scope.Code) is not { } model)
                continue;

            var layers = PostNormStack.LayersOf(model);
            if (layers >= scope.Read(LeastLayers) && !WarmUp.MayHappen(scope.Code.Torch.Compilation, scope.Code.Cancellation))
                scope.Report(Diagnostic.Create(Descriptor, step.Operation.Syntax.GetLocation(), model.Name, layers));
        }
    }
}
