namespace GradGuard.Analyzers.Observations;

/// <summary>The symptoms that are shown at declarations, as reports spell them, and the rule that shows each.</summary>
internal static class ObservedSymptoms
{
    public const string Vanishing = "vanishing_gradient";
    public const string Exploding = "exploding_gradient";
    public const string NonFinite = "non_finite_gradient";
    public const string DeadUnits = "dead_units";
    public const string Stalled = "stalled_layer";
    public const string Missing = "missing_gradient";
    public const string Saturated = "saturated_activations";
    public const string Identical = "identical_units";

    public static string? RuleOf(string symptom) => symptom switch
    {
        Vanishing => RuleIds.ObservedVanishing,
        Exploding or NonFinite => RuleIds.ObservedExploding,
        DeadUnits or Stalled or Missing or Saturated or Identical => RuleIds.ObservedDead,
        _ => null,
    };

    /// <summary>The findings that a rule shows. What healed while the run went on is past; an explosion leaves its mark on the weights.</summary>
    public static IEnumerable<ObservedFinding> Of(ObservedRun run, string rule) =>
        run.Findings.Where(finding => RuleOf(finding.Symptom) == rule && (finding.EndStep is null || rule == RuleIds.ObservedExploding));

    /// <summary>The rule that speaks of the run as a whole, so that only one does; null where no rule has anything to show.</summary>
    public static string? SpeakerOf(ObservedRun run) =>
        run.Findings.Select(finding => RuleOf(finding.Symptom)).FirstOrDefault(rule => rule is not null && Of(run, rule).Any());
}
