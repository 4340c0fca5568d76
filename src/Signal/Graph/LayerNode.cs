namespace GradGuard.Signal;

/// <summary>One operation of a <see cref="LayerGraph"/>.</summary>
/// <param name="Path">The registered name of its module ("net.fc1"), or a name of the operation where no module stands behind it.</param>
/// <param name="Inputs">Indices of the nodes whose values it takes, in the order of its arguments.</param>
public abstract record LayerNode(string Path, IReadOnlyList<int> Inputs)
{
    /// <summary>Whether its weights are not trained: gradients pass through it, and it has none of its own.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Whether all turns of the repeated block that it stands in use the same weights, as those of a loop over the steps of a sequence.</summary>
    public bool SharesWeights { get; init; }
}

/// <summary>The model's input.</summary>
/// <param name="Path">The name of the argument.</param>
/// <param name="SecondMoment">Mean square of its elements; 1 for standardised data.</param>
/// <param name="Positions">Steps of a sequence or pixels of an image that share their features; 1 where a sample is one vector.</param>
/// <param name="IsShared">Whether all samples get the same value, which differs by position and feature: a table of positions.</param>
/// <param name="Mean">Mean of its elements; 0 for standardised data.</param>
/// <param name="AreAngles">Whether it is a table of the sines and cosines of positions (Vaswani et al. 2017, section 3.5).</param>
/// <param name="Features">Features of a position, where its own shape states them; what takes it goes before.</param>
public sealed record InputNode(
    string Path, double SecondMoment = 1, Size Positions = default, bool IsShared = false, double Mean = 0, bool AreAngles = false, Size Features = default) : LayerNode(Path, []);

/// <summary>Noise of mean 0 that is drawn anew for every element of a value like its input; no gradient passes to that.</summary>
public sealed record NoiseNode(string Path, IReadOnlyList<int> Inputs, double SecondMoment = 1) : LayerNode(Path, Inputs);

/// <summary>y = W x + b, with W of shape [fan-out, fan-in].</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="FanIn">Features of the input.</param>
/// <param name="FanOut">Features of the output.</param>
/// <param name="Weight">How W is drawn.</param>
/// <param name="Bias">How b is drawn; null for none.</param>
/// <param name="Multiplier">W over the tensor that is learned, where the code multiplies that one by a constant at every use.</param>
public sealed record LinearNode(
    string Path, IReadOnlyList<int> Inputs, Size FanIn, Size FanOut, WeightInitializer Weight, BiasInitializer? Bias, double Multiplier = 1)
    : LayerNode(Path, Inputs);

/// <summary>yₖ = x₁ᵀ Wₖ x₂ + bₖ for its two inputs.</summary>
public sealed record BilinearNode(
    string Path, IReadOnlyList<int> Inputs, Size FirstFanIn, Size SecondFanIn, Size FanOut, WeightInitializer Weight, BiasInitializer? Bias)
    : LayerNode(Path, Inputs);

/// <summary>
/// The product of two matrices that both come from elsewhere in the graph, such as an input and the weights that a network has made for it.
/// Its positions are what the first has besides the axis that is summed over, its features what the second has.
/// </summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="FirstByPositions">Whether the sum runs over the positions of the first, not its features.</param>
/// <param name="SecondByPositions">Whether the sum runs over the positions of the second, not its features.</param>
/// <param name="Terms">How many products each sum has; unknown for as many as the first has.</param>
public sealed record MatrixProductNode(string Path, IReadOnlyList<int> Inputs, bool FirstByPositions, bool SecondByPositions, Size Terms = default)
    : LayerNode(Path, Inputs);

/// <summary>A convolution over one to three axes; fan-in is input channels / groups times the kernel's volume.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="InChannels">Features of a position of the input.</param>
/// <param name="OutChannels">Features of a position of the output.</param>
/// <param name="KernelVolume">Elements of the kernel per channel: 9 for 3 × 3.</param>
/// <param name="StrideVolume">Positions of the input for one of the output: 4 for a stride of 2 over two axes.</param>
/// <param name="Groups">Groups of channels that do not mix.</param>
/// <param name="Transposed">Whether it is a transposed convolution, which makes more positions rather than fewer.</param>
/// <param name="Weight">How the kernel is drawn.</param>
/// <param name="Bias">How the bias is drawn; null for none.</param>
/// <param name="Axes">Axes of the map: 1 for a sequence, 2 for an image.</param>
/// <param name="Padding">
/// Elements added at each end of an axis; unknown for as many as keep the size. For a transposed convolution those taken off each end of
/// the output; unknown for as many as make stride positions of each.
/// </param>
/// <param name="Dilation">Positions from one element of the kernel to the next; 1 where unknown.</param>
/// <param name="OutputPadding">Elements that a transposed convolution adds at the end of an axis of its output; none where unknown.</param>
/// <param name="Multiplier">The kernel over the tensor that is learned, where the code multiplies that one by a constant at every use.</param>
public sealed record ConvolutionNode(
    string Path, IReadOnlyList<int> Inputs, Size InChannels, Size OutChannels, Size KernelVolume, Size StrideVolume, Size Groups,
    bool Transposed, WeightInitializer Weight, BiasInitializer? Bias, int Axes = 2, Size Padding = default,
    Size OutputPadding = default, Size Dilation = default, double Multiplier = 1) : LayerNode(Path, Inputs);

/// <summary>An elementwise non-linearity.</summary>
public sealed record ActivationNode(string Path, IReadOnlyList<int> Inputs, ActivationFunction Function) : LayerNode(Path, Inputs);

/// <summary>
/// A function of each element that is defined for positive values only, or steep next to zero, of a value that is positive and varies
/// little, such as the root of a sum of squares.
/// </summary>
public sealed record PositiveNode(string Path, IReadOnlyList<int> Inputs, ActivationFunction Function) : LayerNode(Path, Inputs);

/// <summary>A layer that fixes mean and variance of its input over the axes of its kind.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Kind">Its axes.</param>
/// <param name="Gain">The initial value of its learned factor: 1, or 0 where a residual branch is to start at nothing.</param>
/// <param name="Groups">Groups of channels that are measured each for themselves, over all positions of a sample.</param>
public sealed record NormalizationNode(string Path, IReadOnlyList<int> Inputs, NormalizationKind Kind, double Gain = 1, Size Groups = default)
    : LayerNode(Path, Inputs);

/// <summary>Softmax or its logarithm over the features.</summary>
public sealed record SoftmaxNode(string Path, IReadOnlyList<int> Inputs, bool Logarithm) : LayerNode(Path, Inputs);

/// <summary>Gated linear unit: the first half of the features times the sigmoid of the second half.</summary>
public sealed record GatedLinearUnitNode(string Path, IReadOnlyList<int> Inputs) : LayerNode(Path, Inputs);

/// <summary>The sum of its inputs: a residual block where one of them is the block's own input.</summary>
public sealed record AddNode(string Path, IReadOnlyList<int> Inputs) : LayerNode(Path, Inputs);

/// <summary>The elementwise product of its inputs: a gate.</summary>
public sealed record MultiplyNode(string Path, IReadOnlyList<int> Inputs) : LayerNode(Path, Inputs);

/// <summary>Its input times a constant.</summary>
public sealed record ScaleNode(string Path, IReadOnlyList<int> Inputs, double Factor) : LayerNode(Path, Inputs);

/// <summary>Its input plus a constant, such as 1 - g for a gate g (a scale by -1 before it).</summary>
public sealed record ShiftNode(string Path, IReadOnlyList<int> Inputs, double Offset) : LayerNode(Path, Inputs);

/// <summary>Its inputs one after the other along an axis.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="AlongPositions">Whether they are further positions with the same features, rather than further features.</param>
public sealed record ConcatenateNode(string Path, IReadOnlyList<int> Inputs, bool AlongPositions = false) : LayerNode(Path, Inputs);

/// <summary>What a model returns beside each other: each of its inputs has a loss of its own, and their sum is what the model is trained for.</summary>
public sealed record OutputsNode(string Path, IReadOnlyList<int> Inputs) : LayerNode(Path, Inputs);

/// <summary>The sum, or the mean, over all positions or over the features of each.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="OverFeatures">Whether it takes the features together; null where the code does not tell, and what follows does.</param>
/// <param name="IsMean">Whether it divides by their number.</param>
/// <param name="IsByRoot">Whether it divides by the root of their number.</param>
public sealed record SumNode(string Path, IReadOnlyList<int> Inputs, bool? OverFeatures, bool IsMean = false, bool IsByRoot = false) : LayerNode(Path, Inputs);

/// <summary>Pooling over windows of the given volume, also a mean over steps or pixels.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Kind">How a window is summed up.</param>
/// <param name="WindowVolume">Elements of a window; unknown for an adaptive pool.</param>
/// <param name="StrideVolume">Positions in for one position out; the window's volume where unknown.</param>
/// <param name="OutputPositions">Positions that remain, for an adaptive pool: 1 for a global one; beside a stride of 1 those that there are.</param>
public sealed record PoolNode(
    string Path, IReadOnlyList<int> Inputs, PoolKind Kind, Size WindowVolume, Size StrideVolume = default, Size OutputPositions = default)
    : LayerNode(Path, Inputs);

/// <summary>Each position repeated or interpolated to several: upsampling.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">The value, and one whose size it gets where no factor says that.</param>
/// <param name="Volume">Positions of the output for one of the input: 4 for a scale factor of 2 over two axes.</param>
public sealed record UpsampleNode(string Path, IReadOnlyList<int> Inputs, Size Volume) : LayerNode(Path, Inputs);

/// <summary>Dropout that keeps an element with probability 1 - p and divides it by that.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Probability">p, of an element to be dropped.</param>
/// <param name="KeepsMoments">Whether it sets dropped elements to SELU's limit and rescales, so that mean and variance stay: alpha dropout.</param>
public sealed record DropoutNode(string Path, IReadOnlyList<int> Inputs, double Probability, bool KeepsMoments = false) : LayerNode(Path, Inputs);

/// <summary>Any rearrangement that keeps the elements: view, flatten, permute, squeeze.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="MergesPositions">Whether the features of all positions become one vector, as flatten does after a convolution.</param>
/// <param name="Spread">Positions that the features of one become, as a view of a vector as a map or a pixel shuffle makes; unknown for none.</param>
public sealed record ReshapeNode(string Path, IReadOnlyList<int> Inputs, bool MergesPositions = false, Size Spread = default) : LayerNode(Path, Inputs);

/// <summary>Its input with more positions around it.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Added">Positions added along an axis, at both ends together.</param>
/// <param name="Axes">Axes of the map.</param>
/// <param name="Repeats">Whether they repeat or mirror those inside, rather than hold zeros.</param>
public sealed record PadNode(string Path, IReadOnlyList<int> Inputs, Size Added, int Axes, bool Repeats) : LayerNode(Path, Inputs);

/// <summary>The value of its first input with the gradient of its second: what rounds or looks up passes its gradient straight through.</summary>
public sealed record StraightThroughNode(string Path, IReadOnlyList<int> Inputs) : LayerNode(Path, Inputs);

/// <summary>The largest of the features of each position, or of each so many of them, as maxout takes.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Among">Features of which one is left; unknown for all.</param>
public sealed record LargestFeatureNode(string Path, IReadOnlyList<int> Inputs, Size Among = default) : LayerNode(Path, Inputs);

/// <summary>The logarithm of the sum of the exponentials of a position's features: the likelihood of a mixture.</summary>
public sealed record LogSumExpNode(string Path, IReadOnlyList<int> Inputs) : LayerNode(Path, Inputs);

/// <summary>Some of its features, the same of every position: a chunk, a split, a slice.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Features">How many remain; unknown where the code says only what share.</param>
/// <param name="Parts">Into how many equal parts the features are cut; unknown where the code says how many remain.</param>
public sealed record PartNode(string Path, IReadOnlyList<int> Inputs, Size Features = default, Size Parts = default) : LayerNode(Path, Inputs);

/// <summary>One step or pixel of its input, such as the last state of a sequence.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="IsFirst">Whether it is the first, where a class token stands.</param>
public sealed record SelectNode(string Path, IReadOnlyList<int> Inputs, bool IsFirst = false) : LayerNode(Path, Inputs);

/// <summary>A row of a table for each index; default weights are N(0, 1).</summary>
public sealed record EmbeddingNode(string Path, IReadOnlyList<int> Inputs, Size Rows, Size Columns, WeightInitializer Weight) : LayerNode(Path, Inputs);

/// <summary>A recurrent network over a sequence, or a cell that the code calls step by step; its value holds the states of all steps.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">The sequence, and the state before the first step where that is not zero.</param>
/// <param name="Kind">The cell.</param>
/// <param name="InputSize">Features of a step.</param>
/// <param name="HiddenSize">Features of a state, of one direction.</param>
/// <param name="LayerCount">Layers one upon another.</param>
/// <param name="Bidirectional">Whether a second network runs backwards and doubles the features.</param>
/// <param name="InputWeight">Weights from the input; null for U(±1/sqrt(hidden)).</param>
/// <param name="StateWeight">Weights from state to state; null for U(±1/sqrt(hidden)).</param>
/// <param name="Steps">Length of the sequence, where the input does not say it.</param>
/// <param name="HasBias">Whether pre-activations have biases, drawn like the weights by default.</param>
/// <param name="InputBias">The biases beside the weights from the input; null for U(±1/sqrt(hidden)).</param>
/// <param name="StateBias">The biases beside the weights from state to state; null for U(±1/sqrt(hidden)).</param>
/// <param name="ForgetBias">The number that one of the two holds for the forget gates of an LSTM, where the code sets those apart.</param>
/// <param name="RepeatsInput">Whether the input is no sequence: every step gets all of it.</param>
public sealed record RecurrentNode(
    string Path, IReadOnlyList<int> Inputs, RecurrentKind Kind, Size InputSize, Size HiddenSize, Size LayerCount, bool Bidirectional,
    WeightInitializer? InputWeight = null, WeightInitializer? StateWeight = null, Size Steps = default, bool HasBias = true,
    BiasInitializer? InputBias = null, BiasInitializer? StateBias = null, double? ForgetBias = null, bool RepeatsInput = false)
    : LayerNode(Path, Inputs);

/// <summary>Multi-head attention; inputs are query, key, value. Projections in are Xavier's, the one out is a linear layer's default.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Width">Features of its output.</param>
/// <param name="Heads">Parts of the features that attend each for itself.</param>
/// <param name="IsCausal">Whether a position sees only those before it and itself.</param>
public sealed record AttentionNode(string Path, IReadOnlyList<int> Inputs, Size Width, Size Heads, bool IsCausal = false) : LayerNode(Path, Inputs);

/// <summary>Scaled dot-product attention without weights of its own: softmax(q kᵀ · scale) v; inputs are query, key, value.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Scale">The factor of the scores; null for one over the root of a head's width.</param>
/// <param name="HeadWidth">Features of a head; matters only where a scale is given.</param>
/// <param name="IsCausal">Whether a position sees only those before it and itself.</param>
public sealed record DotProductAttentionNode(
    string Path, IReadOnlyList<int> Inputs, double? Scale = null, Size HeadWidth = default, bool IsCausal = false) : LayerNode(Path, Inputs);

/// <summary>
/// A mean over neighbours whose weights are a softmax of a function of the sum of two numbers, one of the position that looks and one of the
/// position looked at (Veličković et al. 2018, equation 3); inputs are those numbers and the values.
/// </summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">See <see cref="LayerNode"/>.</param>
/// <param name="Function">What the sum goes through before the softmax; null for nothing.</param>
/// <param name="Neighbours">Positions that a mean is over; unknown where a mask hides the others that only a run knows.</param>
/// <param name="Positions">Positions that there are, where the mask states it.</param>
public sealed record PairAttentionNode(string Path, IReadOnlyList<int> Inputs, ActivationFunction? Function, Size Neighbours, Size Positions = default) : LayerNode(Path, Inputs);

/// <summary>The same block repeated so often that the count is a name: one factor to a power.</summary>
/// <param name="Path">See <see cref="LayerNode"/>.</param>
/// <param name="Inputs">What turns hand on, before the first, then what all of them read.</param>
/// <param name="Block">
/// One turn; its output is an <see cref="OutputsNode"/> where turns hand on several values, or leave some besides, which stand behind those.
/// </param>
/// <param name="Count">Turns.</param>
/// <param name="Carried">Values that a turn hands on to the next; <see cref="CarriedNode"/> tells them apart where they are several.</param>
public sealed record RepeatNode(string Path, IReadOnlyList<int> Inputs, LayerGraph Block, Size Count, int Carried = 1) : LayerNode(Path, Inputs);

/// <summary>One of the values that the last turn of a repeat hands on; behind those what every turn leaves, one after another as positions.</summary>
public sealed record CarriedNode(string Path, IReadOnlyList<int> Inputs, int Index) : LayerNode(Path, Inputs);

/// <summary>An operation that the tracer could not follow; nothing is known of its value.</summary>
/// <param name="Reason">What it was, for the user.</param>
/// <param name="Path">A name of the operation.</param>
/// <param name="Inputs">Nodes whose values it takes.</param>
public sealed record UnknownNode(string Path, IReadOnlyList<int> Inputs, string Reason) : LayerNode(Path, Inputs);
