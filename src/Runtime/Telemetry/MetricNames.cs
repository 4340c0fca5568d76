namespace GradGuard.Telemetry;

/// <summary>The meter, the instruments and their attributes: fixed names that dashboards and alerts rest on.</summary>
public static class MetricNames
{
    /// <summary>Name of the meter.</summary>
    public const string Meter = "GradGuard";

    /// <summary>Gradient norm of a layer; gauge.</summary>
    public const string GradientNorm = "gradguard.gradient.norm";

    /// <summary>Largest gradient norm of a layer over the last 100 sampled steps; gauge.</summary>
    public const string GradientNormMax = "gradguard.gradient.norm.max";

    /// <summary>Norm of all gradients before and after clipping; gauge.</summary>
    public const string GradientGlobalNorm = "gradguard.gradient.global_norm";

    /// <summary>Share of a layer's gradient elements that are 0; gauge, unit 1.</summary>
    public const string GradientZeroRatio = "gradguard.gradient.zero.ratio";

    /// <summary>Share of a layer's gradient elements that float16 would round to 0; gauge, unit 1.</summary>
    public const string GradientUnderflowRatio = "gradguard.gradient.underflow.ratio";

    /// <summary>Gradient norm of the first weight layer over the last one's; gauge, unit 1.</summary>
    public const string GradientFlowRatio = "gradguard.gradient.flow.ratio";

    /// <summary>Gradient elements that were NaN or infinite; counter.</summary>
    public const string GradientNonFiniteElements = "gradguard.gradient.nonfinite_elements";

    /// <summary>Norm of a layer's parameters; gauge.</summary>
    public const string WeightNorm = "gradguard.weight.norm";

    /// <summary>Norm of a layer's last measured update over that of its parameters; gauge, unit 1.</summary>
    public const string UpdateRatio = "gradguard.update.ratio";

    /// <summary>Share of a module's units that no input of the last measured steps activated; gauge, unit 1.</summary>
    public const string ActivationDeadRatio = "gradguard.activation.dead.ratio";

    /// <summary>Share of a module's outputs where its slope is nearly 0; gauge, unit 1.</summary>
    public const string ActivationSaturatedRatio = "gradguard.activation.saturated.ratio";

    /// <summary>Gradient noise scale, in samples, from the latest measurement; gauge.</summary>
    public const string GradientNoiseScale = "gradguard.gradient.noise_scale";

    /// <summary>Largest eigenvalue of the loss's Hessian at the latest measurement; gauge.</summary>
    public const string HessianTopEigenvalue = "gradguard.hessian.top_eigenvalue";

    /// <summary>Loss of the latest sampled step; gauge.</summary>
    public const string Loss = "gradguard.loss";

    /// <summary>Findings by symptom, severity and layer; counter.</summary>
    public const string Findings = "gradguard.findings";

    /// <summary>Steps; counter, the heartbeat of a run.</summary>
    public const string Steps = "gradguard.steps";

    /// <summary>Share of the last 100 clipped steps that clipping shrank; gauge, unit 1.</summary>
    public const string ClipRatio = "gradguard.clip.ratio";

    /// <summary>Time the monitor itself took in a step; histogram, seconds.</summary>
    public const string MonitorDuration = "gradguard.monitor.duration";

    /// <summary>Layers that have no series of their own because of the layer budget; gauge.</summary>
    public const string LayersDropped = "gradguard.layers.dropped";

    /// <summary>Attribute: the layer's path.</summary>
    public const string LayerAttribute = "gradguard.layer";

    /// <summary>Attribute: <c>pre_clip</c> or <c>post_clip</c>.</summary>
    public const string StageAttribute = "gradguard.stage";

    /// <summary>Attribute: <see cref="SymptomNames.Name(Symptom)"/>.</summary>
    public const string SymptomAttribute = "gradguard.symptom";

    /// <summary>Attribute: <see cref="SymptomNames.Name(Severity)"/>.</summary>
    public const string SeverityAttribute = "gradguard.severity";

    /// <summary>Attribute that tells models apart, only where a guard was given a name.</summary>
    public const string ModelAttribute = "gradguard.model";
}
