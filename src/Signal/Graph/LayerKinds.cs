namespace GradGuard.Signal;

/// <summary>Over which axes a normalization takes its moments.</summary>
public enum NormalizationKind
{
    /// <summary>Over samples and positions, a channel at a time.</summary>
    Batch,

    /// <summary>Over the features of one sample.</summary>
    Layer,

    /// <summary>Over groups of channels of one sample.</summary>
    Group,

    /// <summary>Over the positions of one channel of one sample.</summary>
    Instance,

    /// <summary>Divides by the root mean square and subtracts no mean.</summary>
    RootMeanSquare,

    /// <summary>Divides each vector by its Euclidean norm.</summary>
    UnitLength,
}

/// <summary>How a pool sums up its window.</summary>
public enum PoolKind
{
    /// <summary>The mean of the window.</summary>
    Average,

    /// <summary>The largest element of the window.</summary>
    Maximum,
}

/// <summary>The cell of a recurrent network.</summary>
public enum RecurrentKind
{
    /// <summary>h = tanh(W x + U h + b).</summary>
    Tanh,

    /// <summary>h = relu(W x + U h + b).</summary>
    Relu,

    /// <summary>Long short-term memory.</summary>
    Lstm,

    /// <summary>Gated recurrent unit.</summary>
    Gru,
}
