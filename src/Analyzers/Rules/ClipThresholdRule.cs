using System.Collections.Immutable;
using System.Globalization;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0404: a bound on the gradient norm that shrinks every step, or none at all.</summary>
internal sealed class ClipThresholdRule() : GradGuardRule(Rule)
{
    private static readonly RuleOption MinThreshold = new("gradguard.GG0404.min_threshold", 0.05, OptionRange.Positive);
    private static readonly RuleOption MaxThreshold = new("gradguard.GG0404.max_threshold", 100, OptionRange.Positive);

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ClipThreshold,
        "Clip threshold out of the range that works",
        "A clip threshold of {0} {1}. Start from 1, or from the median of the norms of a run.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "Clipping is for the rare step; a bound below usual norms rescales every step, a bound far above never acts.",
        RuleIds.HelpLink(RuleIds.ClipThreshold));

    public override ImmutableArray<RuleOption> Options { get; } = [MinThreshold, MaxThreshold];

    public override void Register(RuleRegistration on) => on.Calls((context, call) =>
    {
        if (TrainingCalls.IsKnownClip(call, on.Torch) && call.TargetMethod.Name != "clip_grad_value_" && IsEuclidean(call) && ThresholdOf(call) is { } argument
            && NumberOf(argument.Value, on.Torch, context.CancellationToken) is { } threshold)
            Analyze(context, call, argument, threshold);
    });

    private void Analyze(CallContext context, IInvocationOperation call, IArgumentOperation argument, double threshold)
    {
        var tree = call.Syntax.SyntaxTree;
        var reason = threshold < MinThreshold.Read(context.Options, tree) ? "shrinks nearly every step, which acts as a learning rate divided by the gradient norm"
            // Past all norms the call is the usual way to read the norm.
            : threshold > MaxThreshold.Read(context.Options, tree) && !IsUsed(call) ? "is so large that it never acts, so a spike passes as if there were no clipping"
            : null;
        if (reason is not null)
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, argument.Value.Syntax.GetLocation(), threshold.ToString(threshold is > 0 and < 1e-4 or > 1e6 ? "0.###e0" : "0.######", CultureInfo.InvariantCulture), reason));
    }

    private static IArgumentOperation? ThresholdOf(IInvocationOperation call) =>
        call.Arguments.FirstOrDefault(argument => argument.Parameter is { Type.SpecialType: SpecialType.System_Double, Name: not "norm_type" });

    private static bool IsEuclidean(IInvocationOperation call) =>
        call.Arguments.All(argument => argument.Parameter?.Name != "norm_type" || argument.Value.ConstantValue is { HasValue: true, Value: 2.0 });

    private static bool IsUsed(IOperation call) => call.Parent is not (IExpressionStatementOperation or null)
        && call.Parent is not ISimpleAssignmentOperation { Target: IDiscardOperation } && call.Parent is not IBlockOperation;

    private static double? NumberOf(IOperation value, TorchSharpContext torch, CancellationToken cancellation)
    {
        var known = Creations.Unwrap(value) switch
        {
            { ConstantValue: { HasValue: true } constant } => constant.Value,
            ILocalReferenceOperation local => Creations.Of(local.Local, TrainingCode.Of(torch, cancellation))?.ConstantValue.Value,
            IFieldReferenceOperation { Field.IsReadOnly: true } field => Creations.Of(field.Field, TrainingCode.Of(torch, cancellation))?.ConstantValue.Value,
            IPropertyReferenceOperation { Property: var setting } => StatedSetting.Of(setting, torch, cancellation),
            _ => null,
        };
        return known is double or float or int or long ? Convert.ToDouble(known, CultureInfo.InvariantCulture) : null;
    }
}
