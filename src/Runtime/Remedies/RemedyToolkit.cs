using System.Collections.Immutable;

namespace GradGuard.Remedies;

/// <summary>
/// The remedies that rules and detectors share, per symptom in the order to try them. Each links the page of the rule that would
/// have found its cause before training.
/// </summary>
public static class RemedyToolkit
{
    /// <summary>Where the pages are; the rest of a link is the page's path under <c>docs</c>.</summary>
    public const string Documentation = ProjectUrl.Documentation;

    private static readonly Choice OtherActivation = new(ByRule("GG0102",
        "Replace the saturating activations by ReLU or GELU and initialise for it: init.kaiming_normal_(layer.weight, nonlinearity: init.NonlinearityType.ReLU). The default initialisation makes plain ReLU stacks vanish faster than tanh."),
        traits => traits.MaySaturate && !traits.HasRecurrence);

    private static readonly Choice HeInitialisation = new(ByRule("GG0301",
        "Initialise for the activation: init.kaiming_normal_(layer.weight, nonlinearity: init.NonlinearityType.ReLU). The default initialisation shrinks the gradient of a plain ReLU stack to a sixth with each layer."),
        traits => traits.HasRectifier && !traits.HasSaturating);

    private static readonly Choice Normalization = new(ByRule("GG0101",
        "Put a BatchNorm before each saturating activation (LayerNorm does not cure a sigmoid stack)."), traits => traits.MaySaturate && !traits.HasNormalization);

    private static readonly Choice NormalizeInputs = new(ByRule("GG0102",
        "Put a normalization before each activation: BatchNorm, or LayerNorm where batches are small."), traits => !traits.HasNormalization && !traits.MaySaturate);

    private static readonly Choice IdentitySkip = new(ByRule("GG0202",
        "Give every few layers an identity skip, x + f(x), with nothing on the skip path and the activation inside f."), traits => !traits.HasRecurrence);

    private static readonly Choice ClipNorm = new(ByRule("GG0401",
        "Clip between backward and step: guard.ClipGradNorm(1.0), or torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)."), traits => !traits.Clips);

    private static readonly Choice ClipTighter = new(ByRule("GG0404",
        "Lower the clipping threshold: guard.ClipAdvice suggests the 95th percentile of recent norms."), traits => traits.Clips);

    private static readonly Choice LowerLearningRate = Always(ByPage("learning-rate",
        "Lower the learning rate tenfold, or warm it up over the first few hundred steps."));

    private static readonly Choice WarmUp = new(ByRule("GG0205",
        "Warm the learning rate up over the first few hundred steps: post-norm Transformers need it."), traits => traits.HasAttention);

    private static readonly Choice HigherLearningRate = Always(ByPage("learning-rate",
        "Raise the learning rate threefold and look at the update ratio again; 1e-3 per step is usual."));

    private static readonly Choice Register = Always(ByRule("GG0601",
        "Assign every layer before RegisterComponents(), keep layers in a ModuleList rather than a List or an array, and make a tensor that is to learn a Parameter."));

    private static readonly Choice KeepOnPath = Always(ByRule("GG0602",
        "Keep the layer on the path to the loss: no detach, no_grad, item or .NET arithmetic between them, and use its result in forward."));

    private static readonly Choice Unused = Always(ByRule("GG0606", "Remove the layer, or freeze it with requires_grad = false, if it is not meant to learn."));

    private static readonly Choice ZeroGradients = Always(ByRule("GG0405",
        "Call optimizer.zero_grad() once per step, before backward."));

    private static readonly Choice LogitsLoss = Always(ByRule("GG0501",
        "Give the loss logits: drop the last Sigmoid or Softmax and use binary_cross_entropy_with_logits or cross_entropy, which cannot take log(0)."));

    private static readonly Choice DropProbabilities = new(LogitsLoss.Remedy, traits => traits.EndsInProbabilities);

    private static readonly Choice CheckData = Always(ByPage("data",
        "Look at the batch of that step: NaN, wrong labels or values far outside the others; scale the inputs to mean 0 and deviation 1."));

    private static readonly Choice OwnOptimizer = Always(ByRule("GG0603",
        "Build the optimizer over model.parameters() after the model is complete."));

    private static readonly Choice OrthogonalOrGated = new(ByRule("GG0105",
        "Use LSTM or GRU in place of the plain recurrence, or initialise its recurrent weight orthogonally."), traits => traits.HasPlainRecurrence);

    private static readonly Choice LeakyActivation = new(ByRule("GG0106", "Use LeakyReLU or GELU, and leave biases at 0 rather than below."), traits => traits.HasRectifier || !traits.HasSaturating);

    private static readonly Choice RandomWeights = Always(ByRule("GG0302",
        "Draw the weights at random: leave TorchSharp's initialisation, or call init.kaiming_normal_ or init.xavier_normal_."));

    private static readonly Choice TrainingMode = Always(ByRule("GG0605", "Call model.train() before the training loop, and again after each evaluation."));

    private static readonly Choice ScaleLoss = Always(ByPage("loss-scaling", "Scale the loss up before backward and the gradients down before step, or train in bfloat16 or float32."));

    private static readonly Choice FlipSign = Always(ByPage("loss-sign", "Give backward the loss itself: cross_entropy and nll_loss bring the minus of the log-likelihood with them."));

    private static readonly Choice RaiseThreshold = Always(ByRule("GG0404", "Raise the threshold to the 90th to 99th percentile of recent norms."));

    private static readonly Choice LowerThreshold = Always(ByRule("GG0404", "Lower the threshold to the 90th to 99th percentile of recent norms, so that spikes are caught."));

    private static readonly Lazy<IReadOnlyDictionary<string, Remedy>> ByAction = new(() =>
        Enum.GetValues<Symptom>().SelectMany(symptom => For(symptom)).Concat(ForSmallSteps(clips: true)).Concat(ForNegatedLoss).Concat(ForProbabilityScores).DistinctBy(remedy => remedy.Action).ToDictionary(remedy => remedy.Action));

    /// <summary>Every remedy for a symptom, the best first, whatever the model; never empty.</summary>
    public static ImmutableArray<Remedy> For(Symptom symptom) => [.. ChoicesFor(symptom).Select(choice => choice.Remedy).Distinct()];

    /// <summary>The remedies for a symptom that fit the model at hand, the best first; never empty.</summary>
    public static ImmutableArray<Remedy> For(Symptom symptom, ModelTraits traits)
    {
        ArgumentNullException.ThrowIfNull(traits);
        var fitting = ChoicesFor(symptom).Where(choice => choice.Fits(traits)).Select(choice => choice.Remedy).Distinct().ToImmutableArray();
        return fitting.IsEmpty ? For(symptom) : fitting;
    }

    /// <summary>The remedies for steps that are too small to get anywhere, which share a symptom with those that are too large.</summary>
    internal static ImmutableArray<Remedy> ForSmallSteps(bool clips) => clips ? [RaiseThreshold.Remedy, HigherLearningRate.Remedy] : [HigherLearningRate.Remedy];

    /// <summary>The remedy for a loss that is to be minimised and is maximised.</summary>
    internal static ImmutableArray<Remedy> ForNegatedLoss => [FlipSign.Remedy];

    /// <summary>The remedy for a loss that takes logits and is given probabilities.</summary>
    internal static ImmutableArray<Remedy> ForProbabilityScores => [LogitsLoss.Remedy];

    /// <summary>The remedies that say just this; what none of them says is left out.</summary>
    internal static ImmutableArray<Remedy> Named(IEnumerable<string?> actions) =>
        [.. actions.Select(action => action is not null && ByAction.Value.TryGetValue(action, out var remedy) ? remedy : null).OfType<Remedy>()];

    /// <summary>The page that explains a symptom.</summary>
    public static string PageOf(Symptom symptom) => $"{Documentation}/symptoms/{symptom.Name().Replace('_', '-')}.md";

    private static Choice[] ChoicesFor(Symptom symptom) => symptom switch
    {
        Symptom.VanishingGradient => [OtherActivation, HeInitialisation, Normalization, NormalizeInputs, IdentitySkip, OrthogonalOrGated],
        Symptom.ExplodingGradient => [ClipNorm, ClipTighter, LowerLearningRate, WarmUp, HeInitialisation, NormalizeInputs, IdentitySkip, OrthogonalOrGated],
        Symptom.NonFiniteGradient => [ClipNorm, LowerLearningRate, LogitsLoss, CheckData],
        Symptom.GradientSpike => [ClipNorm, ClipTighter, CheckData, LowerLearningRate],
        Symptom.LayerImbalance => [HeInitialisation, OtherActivation, NormalizeInputs, IdentitySkip],
        Symptom.DeadUnits => [LowerLearningRate, LeakyActivation, HeInitialisation, RandomWeights],
        Symptom.SaturatedActivations => [Normalization, OtherActivation, NormalizeInputs, DropProbabilities],
        Symptom.StalledLayer => [OwnOptimizer, KeepOnPath, HigherLearningRate],
        Symptom.UpdateRatioOutOfRange => [LowerLearningRate, WarmUp],
        Symptom.MissingGradient => [KeepOnPath, Register, Unused, LogitsLoss],
        Symptom.ClippingTooAggressive => [RaiseThreshold, LowerLearningRate],
        Symptom.ClippingIdle => [LowerThreshold],
        Symptom.LossStalled => [HigherLearningRate, OwnOptimizer, KeepOnPath, DropProbabilities, CheckData],
        Symptom.LossDiverging => [LowerLearningRate, WarmUp, ClipNorm, ZeroGradients, DropProbabilities, CheckData],
        Symptom.Float16Underflow => [ScaleLoss],
        Symptom.GradientNotZeroed => [ZeroGradients],
        Symptom.IdenticalUnits => [RandomWeights],
        Symptom.UnregisteredModule => [Register, OwnOptimizer],
        Symptom.EvaluationMode => [TrainingMode],
        _ => throw new ArgumentOutOfRangeException(nameof(symptom), symptom, "Give the toolkit one of the symptoms."),
    };

    private static Choice Always(Remedy remedy) => new(remedy, _ => true);

    private static Remedy ByRule(string ruleId, string action) => new(action, $"{Documentation}/rules/{ruleId}.md", ruleId);

    private static Remedy ByPage(string page, string action) => new(action, $"{Documentation}/remedies/{page}.md");

    private sealed record Choice(Remedy Remedy, Func<ModelTraits, bool> Fits);
}
