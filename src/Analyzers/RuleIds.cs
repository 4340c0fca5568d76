namespace GradGuard.Analyzers;

/// <summary>The ids of the rules; the catalogue is in docs/rules.</summary>
public static class RuleIds
{
    /// <summary>A setting for the rules that none of them can read.</summary>
    public const string UnreadSetting = "GG0001";

    /// <summary>Deep stack of saturating activations.</summary>
    public const string SaturatingStack = "GG0101";

    /// <summary>Predicted vanishing gradient.</summary>
    public const string VanishingGradient = "GG0102";

    /// <summary>Predicted exploding gradient.</summary>
    public const string ExplodingGradient = "GG0103";

    /// <summary>Deep stack with neither skip nor normalization.</summary>
    public const string PlainStack = "GG0104";

    /// <summary>Plain recurrent network.</summary>
    public const string PlainRecurrence = "GG0105";

    /// <summary>Linear layers in a row.</summary>
    public const string CollapsingLinears = "GG0107";

    /// <summary>Activation after the addition of a residual block.</summary>
    public const string PostActivationResidual = "GG0201";

    /// <summary>Skip path that is not the identity.</summary>
    public const string SkipNotIdentity = "GG0202";

    /// <summary>Projection on a skip whose shapes already match.</summary>
    public const string NeedlessProjection = "GG0203";

    /// <summary>Residual branches that add up without normalization or scaling.</summary>
    public const string UnscaledResidual = "GG0204";

    /// <summary>Post-norm Transformer trained without warm-up.</summary>
    public const string PostNormWithoutWarmUp = "GG0205";

    /// <summary>Initializer made for another activation.</summary>
    public const string MismatchedInitializer = "GG0301";

    /// <summary>Constant weights.</summary>
    public const string ConstantWeights = "GG0302";

    /// <summary>Optimizer step without gradient clipping.</summary>
    public const string MissingClipping = "GG0401";

    /// <summary>Module or parameter that is never registered.</summary>
    public const string UnregisteredModule = "GG0601";

    /// <summary>Layer that forward never uses.</summary>
    public const string UnusedLayer = "GG0606";

    /// <summary>The gradient vanished on its way to a layer in the last recorded run.</summary>
    public const string ObservedVanishing = "GG0901";

    /// <summary>A layer's gradient exploded, or was no number, in the last recorded run.</summary>
    public const string ObservedExploding = "GG0902";

    /// <summary>A layer did not learn in the last recorded run.</summary>
    public const string ObservedDead = "GG0903";

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
    public static string HelpLink(string id) => $"{ProjectUrl.Documentation}/rules/{id}.md";
}

/// <summary>What a rule is about, as the severity settings group it.</summary>
internal static class RuleCategories
{
    public const string GradientFlow = "GradientFlow";
    public const string Initialisation = "Initialisation";
    public const string ModuleStructure = "ModuleStructure";
    public const string TrainingLoop = "TrainingLoop";
    public const string Observed = "Observed";
    public const string Settings = "Settings";
}
