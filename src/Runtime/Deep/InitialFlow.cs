using System.Collections.Immutable;
using GradGuard.Deep;
using GradGuard.Reports;
using GradGuard.Signal;
using static TorchSharp.torch;

namespace GradGuard;

/// <summary>How the gradient flows through a model at its initialisation, before any training: fit for a unit test.</summary>
/// <example>
/// <code>
/// var flow = InitialFlow.Measure(model, batch);
/// Assert.True(flow.Symptom is null, flow.ToString());
/// </code>
/// </example>
/// <param name="ModelType">Type name of the model.</param>
/// <param name="Layers">Its weight layers in order of execution.</param>
/// <param name="HasLoss">Whether a loss gave the gradients; else they are those of a random projection of the output, as predictions assume.</param>
public sealed record InitialFlow(string ModelType, ImmutableArray<InitialLayerFlow> Layers, bool HasLoss)
{
    /// <summary>Weight-gradient norm of the first layer over the last one's; null for fewer than two layers or where either is missing or 0.</summary>
    public double? Ratio => Layers.Length > 1 ? Quotient(Layers[0].GradientNorm, Layers[^1].GradientNorm) : null;

    /// <summary>
    /// Jacobian norm of the output by the first layer's output over that by the last one's: what the layers between do to a gradient end to
    /// end. Null where hooks saw neither.
    /// </summary>
    public double? JacobianRatio => Layers.Length > 1 ? Quotient(Layers[0].JacobianNorm, Layers[^1].JacobianNorm) : null;

    /// <summary>
    /// What is wrong, held against the limits of the rules GG0102 and GG0103; null for a healthy start. A layer without a gradient comes first, since
    /// nothing else can be said of it.
    /// </summary>
    public Symptom? Symptom => this switch
    {
        _ when Layers.Any(layer => layer.GradientNorm is { } norm && !double.IsFinite(norm)) => GradGuard.Symptom.NonFiniteGradient,
        _ when Layers.Any(layer => layer.GradientNorm is null) => GradGuard.Symptom.MissingGradient,
        { Ratio: < Limits.VanishingRatio } => GradGuard.Symptom.VanishingGradient,
        { Ratio: > Limits.ExplodingRatio } => GradGuard.Symptom.ExplodingGradient,
        _ when Layers.Length > 1 && Layers[0].GradientNorm == 0 && Layers[^1].GradientNorm > 0 => GradGuard.Symptom.VanishingGradient,
        _ => null,
    };

    /// <summary>Measures a model of one input. Weights, gradients, buffers and random numbers are left as they are.</summary>
    /// <param name="model">The model, in the mode it will train in.</param>
    /// <param name="batch">Inputs as in training, the batch dimension first.</param>
    /// <param name="loss">The loss of an output; null for a random projection.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> or <paramref name="batch"/> is null.</exception>
    /// <exception cref="InvalidOperationException">There is no trainable parameter, or the output depends on none.</exception>
    public static InitialFlow Measure(nn.Module<Tensor, Tensor> model, Tensor batch, Func<Tensor, Tensor>? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batch);
        return InitialFlowMeasurement.Run(model, () => model.call(batch), loss);
    }

    /// <summary>Measures a model of any shape.</summary>
    /// <param name="model">The model, in the mode it will train in.</param>
    /// <param name="forward">Calls the model and returns the output to judge by, the batch dimension first.</param>
    /// <param name="loss">The loss of an output; null for a random projection.</param>
    /// <inheritdoc cref="Measure(nn.Module{Tensor, Tensor}, Tensor, Func{Tensor, Tensor}?)"/>
    public static InitialFlow Measure(nn.Module model, Func<Tensor> forward, Func<Tensor, Tensor>? loss = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(forward);
        return InitialFlowMeasurement.Run(model, forward, loss);
    }

    /// <summary>Holds the compile-time prediction against the measurement, layer by layer.</summary>
    /// <param name="prediction">What <c>gradguard analyze --format json</c> says of the model.</param>
    public PredictionComparison CompareWith(Prediction prediction) => PredictionComparison.Create(
        prediction,
        [.. Layers.Select(layer => new MeasuredLayer(layer.Path, layer.GradientNorm is > 0 and var norm && double.IsFinite(norm) ? Math.Log10(norm) : null))]);

    /// <summary>The layers as a plain text table, and the verdict.</summary>
    public override string ToString() => InitialFlowText.Render(this);

    internal static double? Quotient(double? part, double? whole) => part / whole is { } ratio && double.IsFinite(ratio) ? ratio : null;
}

/// <summary>A weight layer's part in an <see cref="InitialFlow"/>.</summary>
/// <param name="Path">Module path.</param>
/// <param name="ModuleType">Module type.</param>
/// <param name="GradientNorm">Norm of its weights' gradient; null where no gradient reaches them.</param>
/// <param name="JacobianNorm">
/// Frobenius norm of the Jacobian of one sample's output by this layer's output, the product of all Jacobians behind it: the root of its mean square over
/// the batch, estimated by random projections (Hutchinson 1990). Null where no hook saw the layer run.
/// </param>
/// <param name="SpectralNorm">Largest singular value of its largest weight.</param>
public sealed record InitialLayerFlow(string Path, string ModuleType, double? GradientNorm, double? JacobianNorm, double SpectralNorm);
