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

    /// <summary>The page that explains a rule.</summary>
    public static string HelpLink(string id) => $"https://github.com/gradguard/gradguard/blob/main/docs/rules/{id}.md";
}

/// <summary>What a rule is about, as the severity settings group it.</summary>
internal static class RuleCategories
{
    public const string GradientFlow = "GradientFlow";
    public const string TrainingLoop = "TrainingLoop";
}
