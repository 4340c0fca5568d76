using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Activations;

/// <summary>
/// Where an activation passes no gradient, told from its output, since an activation that works in place has overwritten its input.
/// </summary>
/// <param name="FlatBelow">Outputs at or below are saturated; null where the activation has no flat lower end, or dies there.</param>
/// <param name="FlatAbove">Outputs at or above are saturated; null where it has no flat upper end.</param>
/// <param name="CanDie">Whether an output of about 0 for every input means a unit that gets no gradient.</param>
internal sealed record ActivationShape(double? FlatBelow, double? FlatAbove, bool CanDie)
{
    /// <summary>
    /// Share of an activation's steepest slope below which it counts as saturated: sigmoid beyond ±5, as in DeepDiagnosis (Wardat et
    /// al., ICSE 2022), and the same loss of gradient, fortyfold, for all others.
    /// </summary>
    public const double FlatSlope = 0.025;

    /// <summary>Magnitude up to which an output counts as 0: TheDeepChecker's 1e-5 (Ben Braiek and Khomh, TOSEM 2022).</summary>
    public const double NearZero = 1e-5;

    // Each bound solves φ'(z) = FlatSlope · max φ' for y = φ(z): σ' = y(1 − y), tanh' = 1 − y², softsign' = (1 − |y|)², logsigmoid' = 1 − e^y.
    private static readonly double SigmoidFlat = (1 - Math.Sqrt(1 - FlatSlope)) / 2;
    private static readonly double TanhFlat = Math.Sqrt(1 - FlatSlope);
    private static readonly double SoftsignFlat = 1 - Math.Sqrt(FlatSlope);
    private static readonly double LogSigmoidFlat = Math.Log(1 - FlatSlope);

    /// <summary>Whether saturation can be told at all.</summary>
    public bool CanSaturate => FlatBelow is not null || FlatAbove is not null;

    /// <summary>The shape of a module, null for one that is no activation with flat parts.</summary>
    public static ActivationShape? Of(nn.Module module) => module switch
    {
        Sigmoid => new(SigmoidFlat, 1 - SigmoidFlat, CanDie: false),
        Tanh => new(-TanhFlat, TanhFlat, CanDie: false),
        Softsign => new(-SoftsignFlat, SoftsignFlat, CanDie: false),
        LogSigmoid => new(null, LogSigmoidFlat, CanDie: false),
        Hardsigmoid => new(0, 1, CanDie: false),
        Hardtanh hardtanh => new(hardtanh.min_val, hardtanh.max_val, CanDie: false),
        ReLU6 => new(null, 6, CanDie: true),
        ReLU or GELU or SiLU or Mish or Hardswish or Softplus => new(null, null, CanDie: true),
        _ => null,
    };
}
