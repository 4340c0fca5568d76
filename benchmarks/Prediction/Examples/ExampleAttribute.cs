namespace GradGuard.Prediction;

/// <summary>
/// Marks a model of the zoo: a module class, or a static method that makes a model. Says only what no model says of itself: what goes in
/// and what it is trained for.
/// </summary>
/// <param name="features">What the model is there for, in a few words.</param>
/// <param name="inputShape">Shape of a batch of inputs.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class ExampleAttribute(string features, params long[] inputShape) : Attribute
{
    public string Features { get; } = features;

    public IReadOnlyList<long> InputShape { get; } = inputShape;

    /// <summary>Number of different tokens, where inputs are indices; 0 for inputs from N(0, 1).</summary>
    public long Vocabulary { get; init; }

    public Objective Objective { get; init; }

    /// <summary>Whether it was looked at while tracer and theory were worked on, so that it can be held out no more.</summary>
    public bool IsSeen { get; init; }
}

/// <summary>What a model is trained for. Targets are random: labels uniform over the classes, values from N(0, 1).</summary>
internal enum Objective
{
    /// <summary>Cross-entropy of logits; the classes are the last axis of vectors and sequences and the second one of images.</summary>
    Classification,

    /// <summary>Negative log likelihood of log-probabilities.</summary>
    LogLikelihood,

    /// <summary>Logistic loss of logits, each for itself.</summary>
    YesOrNo,

    /// <summary>Logistic loss of probabilities, each for itself.</summary>
    Probability,

    /// <summary>Mean squared error.</summary>
    Regression,
}
