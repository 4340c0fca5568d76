using System.Collections.Immutable;
using GradGuard.Analyzers.Rules;

namespace GradGuard.Analyzers;

/// <summary>All rules, for those who run them outside the compiler.</summary>
internal static class GradGuardAnalyzers
{
    public static ImmutableArray<GradGuardAnalyzer> All { get; } =
    [
        new SaturatingStackAnalyzer(),
        new VanishingGradientAnalyzer(),
        new ExplodingGradientAnalyzer(),
        new PostActivationResidualAnalyzer(),
        new MissingClippingAnalyzer(),
        new PlainStackAnalyzer(),
        new PlainRecurrenceAnalyzer(),
        new CollapsingLinearsAnalyzer(),
        new SkipNotIdentityAnalyzer(),
        new NeedlessProjectionAnalyzer(),
        new UnscaledResidualAnalyzer(),
        new PostNormWithoutWarmUpAnalyzer(),
        new MismatchedInitializerAnalyzer(),
        new ConstantWeightsAnalyzer(),
        new UnregisteredModuleAnalyzer(),
        new UnusedLayerAnalyzer(),
        new IdleClippingAnalyzer(),
        new MissingZeroGradAnalyzer(),
        new StepWithoutBackwardAnalyzer(),
        new EvaluationModeAnalyzer(),
        new DoubleActivationAnalyzer(),
        new SaturatingLossAnalyzer(),
        new ValueClippingAnalyzer(),
        new ClipThresholdAnalyzer(),
        new CutGraphAnalyzer(),
        new StaleOptimizerAnalyzer(),
        new HookBypassAnalyzer(),
        new DyingReLUAnalyzer(),
        new ObservedVanishingAnalyzer(),
        new ObservedExplodingAnalyzer(),
        new ObservedDeadAnalyzer(),
        new UnreadSettingAnalyzer(),
    ];
}
