namespace GradGuard;

/// <summary>What can be wrong with gradient flow while a model trains.</summary>
public enum Symptom
{
    /// <summary>The gradient shrinks towards the first layers until they hardly learn.</summary>
    VanishingGradient,

    /// <summary>The gradient grows towards the first layers, or over time, without bound.</summary>
    ExplodingGradient,

    /// <summary>A gradient holds NaN or infinity.</summary>
    NonFiniteGradient,

    /// <summary>One step's gradient stands far above the recent ones.</summary>
    GradientSpike,

    /// <summary>One layer's gradient is out of line with those of its neighbours.</summary>
    LayerImbalance,

    /// <summary>Units that no input activates any more.</summary>
    DeadUnits,

    /// <summary>Activations that stay where their derivative is nearly zero.</summary>
    SaturatedActivations,

    /// <summary>A layer whose weights do not change.</summary>
    StalledLayer,

    /// <summary>Steps too large or too small for the size of the weights.</summary>
    UpdateRatioOutOfRange,

    /// <summary>A trainable parameter that backward never reaches.</summary>
    MissingGradient,

    /// <summary>Clipping shrinks nearly every step.</summary>
    ClippingTooAggressive,

    /// <summary>Clipping never acts.</summary>
    ClippingIdle,

    /// <summary>The loss no longer falls.</summary>
    LossStalled,

    /// <summary>The loss grows or is no number.</summary>
    LossDiverging,

    /// <summary>A large share of the gradient would be 0 in float16.</summary>
    Float16Underflow,

    /// <summary>Gradients add up from step to step, since nothing zeroes them.</summary>
    GradientNotZeroed,

    /// <summary>Units of a layer that compute the same and so stay the same: weights that began constant.</summary>
    IdenticalUnits,

    /// <summary>A module that forward uses and that was never registered: it is neither trained nor saved.</summary>
    UnregisteredModule,

    /// <summary>A model that trains while left in evaluation mode.</summary>
    EvaluationMode,
}
