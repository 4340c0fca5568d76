namespace GradGuard.Signal;

/// <summary>The family of a weight initializer.</summary>
public enum InitializerKind
{
    /// <summary>Nothing is known.</summary>
    Unknown,

    /// <summary>What the layer does when no one asks.</summary>
    Default,

    /// <summary>kaiming_uniform_ and kaiming_normal_.</summary>
    Kaiming,

    /// <summary>xavier_uniform_, xavier_normal_ and their glorot names.</summary>
    Xavier,

    /// <summary>Variance of one over fan-in.</summary>
    LeCun,

    /// <summary>A normal distribution of given deviation.</summary>
    Normal,

    /// <summary>A uniform distribution of given bounds.</summary>
    Uniform,

    /// <summary>The same number everywhere.</summary>
    Constant,

    /// <summary>A random orthogonal matrix.</summary>
    Orthogonal,

    /// <summary>The identity map.</summary>
    Identity,
}

/// <summary>Which fan a variance is divided by.</summary>
public enum FanMode
{
    /// <summary>Inputs of a unit.</summary>
    FanIn,

    /// <summary>Units that an input feeds.</summary>
    FanOut,

    /// <summary>The mean of both.</summary>
    Average,

    /// <summary>The larger of both.</summary>
    Largest,
}
