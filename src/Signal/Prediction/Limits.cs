namespace GradGuard.Signal;

/// <summary>Thresholds that the analyzers and the monitor share. Ratios are of gradient norms, first weight layer over last.</summary>
public static class Limits
{
    /// <summary>
    /// A stack of saturating activations whose ratio falls below this is reported: the limit of AutoTrainer (Zhang et al., ICSE 2021) on
    /// the norm of the first kernel's gradient over the last one's.
    /// </summary>
    public const double SaturatingRatio = 1e-3;

    /// <summary>
    /// Any network whose ratio falls below this is reported. One decade stricter than <see cref="SaturatingRatio"/>: Adam and its kin
    /// rescale a factor of a thousand within a few steps, plain gradient descent still moves.
    /// </summary>
    public const double VanishingRatio = 1e-4;

    /// <summary>Any network whose ratio rises above this is reported; the mirror image of <see cref="SaturatingRatio"/>.</summary>
    public const double ExplodingRatio = 1e3;

    /// <summary>
    /// Growth of the forward second moment, largest over input. 1e6 is a thousandfold in magnitude, where a softmax is one-hot and half
    /// precision (largest number 65504) is near its end.
    /// </summary>
    public const double ForwardGrowth = 1e6;

    /// <summary>
    /// What the last weight layer takes, its mean square over the input's: below this the gradient of its weights, which is in proportion
    /// to the magnitude, falls below <see cref="VanishingRatio"/> of what it could be. He et al. 2015 ("Delving deep into
    /// rectifiers", section 2.2) find models of more than eight convolutions drawn with a deviation of 0.01 hard to train, and put what
    /// reaches the second of ten to 1 / 17 000 of what their own initialisation hands back.
    /// </summary>
    public const double FadedSignal = VanishingRatio * VanishingRatio;

    /// <summary>Saturating activations in a row from which a stack is deep though its predicted ratio is still fine.</summary>
    public const int SaturatingDepth = 8;

    /// <summary>
    /// Weight layers in a row, with neither skip nor normalization, from which a stack is deep (He et al. 2016, "Deep residual learning":
    /// plain nets degrade past 20).
    /// </summary>
    public const int PlainDepth = 20;

    /// <summary>
    /// Growth of the mean square over residual branches that are added as they are, from which it is worth scaling them: a decade, where
    /// branches scaled by 1/sqrt(depth) stay below exp(f), 7.4 for two layers of He (Yang and Schoenholz 2017).
    /// </summary>
    public const double BranchGrowth = 10;

    /// <summary>
    /// Steps that a plain recurrence carries: at the default initialisation each leaves at most 1/sqrt(3) of the gradient's norm, so 12
    /// leave a thousandth (Pascanu et al. 2013).
    /// </summary>
    public const int PlainRecurrenceSteps = 12;

    /// <summary>Post-norm Transformer layers from which training without warm-up is at risk (Xiong et al. 2020 show it for six).</summary>
    public const int PostNormLayers = 4;

    /// <summary>Post-activation residual blocks from which even a ReLU after the addition costs (He et al. 2016, "Identity mappings").</summary>
    public const int ResidualDepth = 40;

    /// <summary>
    /// Sum of reciprocal hidden widths above which gradients differ much between two draws of the weights (Hanin 2018, theorem 2: the
    /// empirical variance of gradients grows like exp of a multiple of it).
    /// </summary>
    public const double ReciprocalWidthSum = 1;
}
