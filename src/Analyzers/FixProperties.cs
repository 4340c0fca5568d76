namespace GradGuard.Analyzers;

/// <summary>What a finding carries beside its message: keys of <c>Diagnostic.Properties</c>.</summary>
internal static class FixProperties
{
    /// <summary>log10 of the predicted gradient norm of the first weight layer over that of the last.</summary>
    public const string PredictedLog10Ratio = "PredictedLog10Ratio";

    /// <summary>Where the model is declared: start and length of its class declaration or expression in the finding's own file.</summary>
    public const string ModelSpan = "ModelSpan";

    /// <summary>The weight layers of the model by class name, separated by commas.</summary>
    public const string WeightLayers = "WeightLayers";

    /// <summary>Which operand of a residual addition is the branch: 0 or 1.</summary>
    public const string Branch = "Branch";

    /// <summary>The initializer to draw weights with: "kaiming_normal_".</summary>
    public const string Initializer = "Initializer";

    /// <summary>Which of its causes a finding has.</summary>
    public const string Cause = "Cause";

    /// <summary>An expression for the model at the place of the finding.</summary>
    public const string Model = "Model";
}
