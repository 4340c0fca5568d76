namespace GradGuard.Analyzers;

/// <summary>The ids of the rules; the catalogue is in docs/rules.</summary>
public static class RuleIds
{
    /// <summary>Deep stack of saturating activations.</summary>
    public const string SaturatingStack = "GG0101";

    /// <summary>Predicted vanishing gradient.</summary>
    public const string VanishingGradient = "GG0102";

    /// <summary>Predicted exploding gradient.</summary>
    public const string ExplodingGradient = "GG0103";

    /// <summary>Activation after the addition of a residual block.</summary>
    public const string PostActivationResidual = "GG0201";

    /// <summary>Optimizer step without gradient clipping.</summary>
    public const string MissingClipping = "GG0401";

    /// <summary>Clipping that cannot act.</summary>
    public const string IdleClipping = "GG0402";

    /// <summary>Gradients are never zeroed between steps.</summary>
    public const string MissingZeroGrad = "GG0405";

    /// <summary>Training calls in an order that cannot work.</summary>
    public const string StepWithoutBackward = "GG0406";

    /// <summary>Training loop on a model left in eval mode.</summary>
    public const string EvaluationMode = "GG0605";

    /// <summary>Output activation that the loss applies again.</summary>
    public const string DoubleActivation = "GG0501";

    /// <summary>Loss that saturates with its output activation.</summary>
    public const string SaturatingLoss = "GG0502";

    /// <summary>Clipping by value turns the gradient.</summary>
    public const string ValueClipping = "GG0403";

    /// <summary>Clip threshold out of the range that works.</summary>
    public const string ClipThreshold = "GG0404";

    /// <summary>Graph cut between parameters and loss.</summary>
    public const string CutGraph = "GG0602";

    /// <summary>Optimizer without the parameters it should train.</summary>
    public const string StaleOptimizer = "GG0603";

    /// <summary>forward called on a module with hooks.</summary>
    public const string HookBypass = "GG0604";

    /// <summary>ReLU layers at risk of dying.</summary>
    public const string DyingReLU = "GG0106";

    /// <summary>The page that explains a rule.</summary>
    public static string HelpLink(string id) => $"https://github.com/gradguard/gradguard/blob/main/docs/rules/{id}.md";
}

/// <summary>What a rule is about, as the severity settings group it.</summary>
internal static class RuleCategories
{
    public const string GradientFlow = "GradientFlow";
    public const string TrainingLoop = "TrainingLoop";
}
