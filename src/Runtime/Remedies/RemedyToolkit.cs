using System.Collections.Immutable;

namespace GradGuard.Remedies;

/// <summary>
/// The remedies that rules and detectors share, per symptom in the order to try them. Each links the page of the rule that would
/// have found its cause before training.
/// </summary>
public static class RemedyToolkit
{
    /// <summary>Where the pages are; the rest of a link is the page's path under <c>docs</c>.</summary>
    public const string Documentation = "https://github.com/gradguard/gradguard/blob/main/docs";

    private static readonly Remedy HeInitialisation = ByRule("GG0102",
        "Replace the saturating activations by ReLU or GELU and initialise for it: init.kaiming_normal_(layer.weight, nonlinearity: init.NonlinearityType.ReLU). The default initialisation makes plain ReLU stacks vanish faster than tanh.");

    private static readonly Remedy Normalization = ByRule("GG0101",
        "Put a BatchNorm before each saturating activation (LayerNorm does not cure a sigmoid stack).");

    private static readonly Remedy IdentitySkip = ByRule("GG0202",
        "Give every few layers an identity skip, x + f(x), with nothing on the skip path and the activation inside f.");

    private static readonly Remedy ClipNorm = ByRule("GG0401",
        "Clip between backward and step: guard.ClipGradNorm(1.0), or torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0).");

    private static readonly Remedy LowerLearningRate = ByPage("learning-rate",
        "Lower the learning rate tenfold, or warm it up over the first few hundred steps.");

    private static readonly Remedy HigherLearningRate = ByPage("learning-rate",
        "Raise the learning rate threefold and look at the update ratio again; 1e-3 per step is usual.");

    private static readonly Remedy Register = ByRule("GG0601",
        "Assign every layer before RegisterComponents() and keep layers in a ModuleList rather than a List or an array.");

    private static readonly Remedy KeepOnPath = ByRule("GG0602",
        "Keep the layer on the path to the loss: no detach, no_grad, item or .NET arithmetic between them, and use its result in forward.");

    private static readonly Remedy ZeroGradients = ByRule("GG0405",
        "Call optimizer.zero_grad() once per step, before backward.");

    private static readonly Remedy LogitsLoss = ByRule("GG0501",
        "Give the loss logits: drop the last Sigmoid or Softmax and use binary_cross_entropy_with_logits or cross_entropy, which cannot take log(0).");

    private static readonly Remedy CheckData = ByPage("data",
        "Look at the batch of that step: NaN, wrong labels or values far outside the others; scale the inputs to mean 0 and deviation 1.");

    private static readonly Remedy OwnOptimizer = ByRule("GG0603",
        "Build the optimizer over model.parameters() after the model is complete.");

    private static readonly Remedy OrthogonalOrGated = ByRule("GG0105",
        "In recurrent networks use LSTM or GRU, or initialise the recurrent weight orthogonally.");

    private static readonly ImmutableArray<Remedy>[] BySymptom = Build();

    /// <summary>The remedies for a symptom, the best first; never empty.</summary>
    public static ImmutableArray<Remedy> For(Symptom symptom) => BySymptom[(int)symptom];

    /// <summary>The page that explains a symptom.</summary>
    public static string PageOf(Symptom symptom) => $"{Documentation}/symptoms/{symptom.Name().Replace('_', '-')}.md";

    private static ImmutableArray<Remedy>[] Build()
    {
        var remedies = new ImmutableArray<Remedy>[Enum.GetValues<Symptom>().Length];
        remedies[(int)Symptom.VanishingGradient] = [HeInitialisation, Normalization, IdentitySkip, OrthogonalOrGated];
        remedies[(int)Symptom.ExplodingGradient] = [ClipNorm, LowerLearningRate, HeInitialisation, IdentitySkip];
        remedies[(int)Symptom.NonFiniteGradient] = [ClipNorm, LowerLearningRate, LogitsLoss, CheckData];
        remedies[(int)Symptom.GradientSpike] = [ClipNorm, CheckData, LowerLearningRate];
        remedies[(int)Symptom.LayerImbalance] = [HeInitialisation, IdentitySkip];
        remedies[(int)Symptom.DeadUnits] =
        [
            LowerLearningRate,
            ByRule("GG0106", "Use LeakyReLU or GELU, and leave biases at 0 rather than below."),
            HeInitialisation,
        ];
        remedies[(int)Symptom.SaturatedActivations] = [Normalization, HeInitialisation, LogitsLoss];
        remedies[(int)Symptom.StalledLayer] = [OwnOptimizer, KeepOnPath, HigherLearningRate];
        remedies[(int)Symptom.UpdateRatioOutOfRange] = [LowerLearningRate, HigherLearningRate];
        remedies[(int)Symptom.MissingGradient] = [KeepOnPath, Register, ByRule("GG0606", "Remove the layer, or freeze it with requires_grad = false, if it is not meant to learn.")];
        remedies[(int)Symptom.ClippingTooAggressive] = [ByRule("GG0404", "Raise the threshold to the 90th to 99th percentile of recent norms."), LowerLearningRate];
        remedies[(int)Symptom.ClippingIdle] = [ByRule("GG0404", "Lower the threshold to the 90th to 99th percentile of recent norms, so that spikes are caught.")];
        remedies[(int)Symptom.LossStalled] = [HigherLearningRate, OwnOptimizer, KeepOnPath, CheckData];
        remedies[(int)Symptom.LossDiverging] = [LowerLearningRate, ClipNorm, ZeroGradients, LogitsLoss, CheckData];
        remedies[(int)Symptom.Float16Underflow] = [ByPage("loss-scaling", "Scale the loss up before backward and the gradients down before step, or train in bfloat16 or float32.")];
        remedies[(int)Symptom.GradientNotZeroed] = [ZeroGradients];
        remedies[(int)Symptom.IdenticalUnits] = [ByRule("GG0302", "Draw the weights at random: leave TorchSharp's initialisation, or call init.kaiming_normal_ or init.xavier_normal_.")];
        remedies[(int)Symptom.UnregisteredModule] = [Register, OwnOptimizer];
        remedies[(int)Symptom.EvaluationMode] = [ByRule("GG0605", "Call model.train() before the training loop, and again after each evaluation.")];
        return remedies;
    }

    private static Remedy ByRule(string ruleId, string action) => new(action, $"{Documentation}/rules/{ruleId}.md", ruleId);

    private static Remedy ByPage(string page, string action) => new(action, $"{Documentation}/remedies/{page}.md");
}
