using System.Collections.Immutable;
using GradGuard.Analyzers.Rules;

namespace GradGuard.Analyzers;

/// <summary>The catalogue.</summary>
internal static class GradGuardRules
{
    public static ImmutableArray<GradGuardRule> All { get; } =
    [
        new SaturatingStackRule(),
        new VanishingGradientRule(),
        new ExplodingGradientRule(),
        new PostActivationResidualRule(),
        new MissingClippingRule(),
        new PlainStackRule(),
        new PlainRecurrenceRule(),
        new CollapsingLinearsRule(),
        new SkipNotIdentityRule(),
        new NeedlessProjectionRule(),
        new UnscaledResidualRule(),
        new PostNormWithoutWarmUpRule(),
        new MismatchedInitializerRule(),
        new ConstantWeightsRule(),
        new UnregisteredModuleRule(),
        new UnusedLayerRule(),
        new IdleClippingRule(),
        new MissingZeroGradRule(),
        new StepWithoutBackwardRule(),
        new EvaluationModeRule(),
        new DoubleActivationRule(),
        new SaturatingLossRule(),
        new ValueClippingRule(),
        new ClipThresholdRule(),
        new CutGraphRule(),
        new StaleOptimizerRule(),
        new HookBypassRule(),
        new DyingReLURule(),
        new ObservedVanishingRule(),
        new ObservedExplodingRule(),
        new ObservedDeadRule(),
        new UnreadSettingRule(),
    ];
}
