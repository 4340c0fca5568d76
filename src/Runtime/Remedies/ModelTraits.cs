using static TorchSharp.torch;

namespace GradGuard.Remedies;

/// <summary>What a model is made of, as far as a remedy depends on it. Activations that are called as functions cannot be seen.</summary>
public sealed record ModelTraits
{
    private static readonly string[] SaturatingTypes = ["Sigmoid", "Tanh", "Hardsigmoid", "Hardtanh", "Softsign", "LogSigmoid", "Tanhshrink", "ReLU6"];
    private static readonly string[] RectifierTypes = ["ReLU", "LeakyReLU", "PReLU", "RReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "Hardswish", "Softplus"];

    /// <summary>Whether it has an RNN or RNNCell, whose states no gate keeps.</summary>
    public bool HasPlainRecurrence { get; init; }

    /// <summary>Whether it has any recurrent layer.</summary>
    public bool HasRecurrence { get; init; }

    /// <summary>Whether it has attention.</summary>
    public bool HasAttention { get; init; }

    /// <summary>Whether it has a normalization.</summary>
    public bool HasNormalization { get; init; }

    /// <summary>Whether a saturating activation is among its modules.</summary>
    public bool HasSaturating { get; init; }

    /// <summary>Whether ReLU or one of its kin is among its modules.</summary>
    public bool HasRectifier { get; init; }

    /// <summary>Whether its last module is a sigmoid or softmax, or a logarithm of one.</summary>
    public bool EndsInProbabilities { get; init; }

    /// <summary>Whether gradients have been clipped through the guard.</summary>
    public bool Clips { get; init; }

    /// <summary>Whether it saturates as far as can be seen: no activation among its modules leaves the question open.</summary>
    public bool MaySaturate => HasSaturating || (!HasRectifier && !HasRecurrence && !HasAttention);

    /// <summary>Looks at the modules of <paramref name="model"/>.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    public static ModelTraits Of(nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Of([.. model.named_modules().Select(entry => entry.module.GetType().Name)]);
    }

    /// <summary>From the type names of a model's modules, in order of registration.</summary>
    internal static ModelTraits Of(IReadOnlyList<string> types) => new()
    {
        HasPlainRecurrence = Has(types, "RNN", "RNNCell"),
        HasRecurrence = Has(types, "RNN", "RNNCell", "LSTM", "LSTMCell", "GRU", "GRUCell"),
        HasAttention = types.Any(type => type == "MultiheadAttention" || type.StartsWith("Transformer", StringComparison.Ordinal)),
        HasNormalization = types.Any(type => type.Contains("Norm", StringComparison.Ordinal)),
        HasSaturating = Has(types, SaturatingTypes),
        HasRectifier = Has(types, RectifierTypes),
        EndsInProbabilities = types.Count > 0 && types[^1] is "Sigmoid" or "Softmax" or "Softmax2d" or "LogSoftmax" or "LogSigmoid",
    };

    private static bool Has(IReadOnlyList<string> types, params string[] wanted) => types.Any(wanted.Contains);
}
