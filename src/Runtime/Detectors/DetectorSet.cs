using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>All detectors of a run, in the order in which their findings are told.</summary>
internal sealed class DetectorSet(DetectorSettings settings)
{
    private readonly IDetector[] _detectors =
    [
        new NonFiniteGradientDetector(settings),
        new LossDivergingDetector(settings),
        new NegatedLossDetector(settings),
        new UnregisteredModuleDetector(),
        new EvaluationModeDetector(settings),
        new GradientNotZeroedDetector(),
        new MissingGradientDetector(settings),
        new BlockedGradientDetector(settings),
        new DeadUnitDetector(settings),
        new DeadActivationDetector(settings),
        new SaturatedActivationDetector(settings),
        new IdenticalUnitsDetector(),
        new ExplodingGradientDetector(settings),
        new VanishingGradientDetector(settings),
        new LayerImbalanceDetector(settings),
        new GradientSpikeDetector(settings),
        new StalledLayerDetector(),
        new UpdateRatioDetector(settings),
        new TornStartDetector(settings),
        new ClippingDetector(),
        new LossStalledDetector(),
        new ProbabilityScoresDetector(settings),
        new Float16UnderflowDetector(settings),
    ];

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        foreach (var detector in _detectors)
            detector.Inspect(snapshot, findings);
    }
}
