using GradGuard.Signal;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The layers of TorchSharp by the name of their class: a new one is one line here.</summary>
internal static class KnownLayers
{
    /// <summary>The share that a dropout is taken to have where only a run knows it.</summary>
    public const double UsualDropout = 0.1;

    private static readonly LayerParameter Gain = new("weight", 1, "affine");
    private static readonly LayerParameter Shift = new("bias", 1, "affine");

    private static readonly Dictionary<string, LayerModel> ByName = new(Activations())
    {
        ["Linear"] = new(
            call => new LinearNode(call.Path, call.Inputs, call.Size("inputSize"), call.Size("outputSize"), call.Weight(), call.Bias("hasBias")),
            new LayerParameter("weight", 2), new LayerParameter("bias", 1, "hasBias")),
        ["Bilinear"] = new(
            call => new BilinearNode(
                call.Path, call.Inputs, call.Size("in1_features"), call.Size("in2_features"), call.Size("out_features"), call.Weight(), call.Bias("hasBias")),
            new LayerParameter("weight", 3), new LayerParameter("bias", 1, "hasBias")),
        ["Conv1d"] = Convolution(1),
        ["Conv2d"] = Convolution(2),
        ["Conv3d"] = Convolution(3),
        ["ConvTranspose1d"] = Convolution(1, transposed: true),
        ["ConvTranspose2d"] = Convolution(2, transposed: true),
        ["ConvTranspose3d"] = Convolution(3, transposed: true),
        ["BatchNorm1d"] = new(call => Normalization(call, NormalizationKind.Batch), Gain, Shift),
        ["BatchNorm2d"] = new(call => Normalization(call, NormalizationKind.Batch), Gain, Shift),
        ["BatchNorm3d"] = new(call => Normalization(call, NormalizationKind.Batch), Gain, Shift),
        ["LayerNorm"] = new(
            call => Normalization(call, NormalizationKind.Layer), new LayerParameter("weight", 1, "elementwise_affine"), new LayerParameter("bias", 1, "bias")),
        ["GroupNorm"] = new(call => Normalization(call, NormalizationKind.Group) with { Groups = call.Size("num_groups") }, Gain, Shift),
        ["InstanceNorm1d"] = new(call => Normalization(call, NormalizationKind.Instance), Gain, Shift),
        ["InstanceNorm2d"] = new(call => Normalization(call, NormalizationKind.Instance), Gain, Shift),
        ["InstanceNorm3d"] = new(call => Normalization(call, NormalizationKind.Instance), Gain, Shift),
        ["LocalResponseNorm"] = new(call => LocalResponses.Node(call.Path, call.Inputs, call.Arguments) ?? call.Unknown("the layer LocalResponseNorm with settings that only a run knows")),
        ["Softmax"] = new(call => new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
        ["Softmax2d"] = new(call => new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
        ["Softmin"] = new(call => new SoftmaxNode(call.Path, call.Inputs, Logarithm: false)),
        ["LogSoftmax"] = new(call => new SoftmaxNode(call.Path, call.Inputs, Logarithm: true)),
        ["GLU"] = new(call => new GatedLinearUnitNode(call.Path, call.Inputs)),
        ["Dropout"] = new(Dropout),
        ["Dropout1d"] = new(Dropout),
        ["Dropout2d"] = new(Dropout),
        ["Dropout3d"] = new(Dropout),
        ["AlphaDropout"] = new(AlphaDropout),
        ["FeatureAlphaDropout"] = new(AlphaDropout),
        ["Identity"] = new(call => new ReshapeNode(call.Path, call.Inputs)),
        ["Flatten"] = new(call => new ReshapeNode(call.Path, call.Inputs, MergesPositions: call.Arguments.Number("start_dim") is 0 or 1)),
        ["Unflatten"] = new(call => new ReshapeNode(call.Path, call.Inputs, Spread: ShapeOperations.MapOf(call.Arguments.First<ListValue>()?.Elements, 1))),
        ["PixelShuffle"] = new(call => new ReshapeNode(call.Path, call.Inputs, Spread: ShapeOperations.Square(call.Arguments["upscale_factor"] ?? call.Arguments[0]))),
        ["Unfold"] = new(call => new ReshapeNode(call.Path, call.Inputs)),
        ["PixelUnshuffle"] = new(call => new ReshapeNode(call.Path, call.Inputs)),
        ["ChannelShuffle"] = new(call => new ReshapeNode(call.Path, call.Inputs)),
        ["Upsample"] = new(call => call.Arguments["scale_factor"] is { } factors and not ConstantValue { Value: null }
            ? Resizing.Upsample(call.Path, call.Inputs, factors, 2)
            : new ReshapeNode(call.Path, call.Inputs)),
        ["ReflectionPad1d"] = Pad(1, repeats: true),
        ["ReflectionPad2d"] = Pad(2, repeats: true),
        ["ReflectionPad3d"] = Pad(3, repeats: true),
        ["ReplicationPad1d"] = Pad(1, repeats: true),
        ["ReplicationPad2d"] = Pad(2, repeats: true),
        ["ReplicationPad3d"] = Pad(3, repeats: true),
        ["ConstantPad1d"] = Pad(1, repeats: false),
        ["ConstantPad2d"] = Pad(2, repeats: false),
        ["ConstantPad3d"] = Pad(3, repeats: false),
        ["ZeroPad2d"] = Pad(2, repeats: false),
        ["MaxPool1d"] = Pool(PoolKind.Maximum, 1),
        ["MaxPool2d"] = Pool(PoolKind.Maximum, 2),
        ["MaxPool3d"] = Pool(PoolKind.Maximum, 3),
        ["AvgPool1d"] = Pool(PoolKind.Average, 1),
        ["AvgPool2d"] = Pool(PoolKind.Average, 2),
        ["AvgPool3d"] = Pool(PoolKind.Average, 3),
        ["AdaptiveAvgPool1d"] = AdaptivePool(PoolKind.Average, 1),
        ["AdaptiveAvgPool2d"] = AdaptivePool(PoolKind.Average, 2),
        ["AdaptiveAvgPool3d"] = AdaptivePool(PoolKind.Average, 3),
        ["AdaptiveMaxPool1d"] = AdaptivePool(PoolKind.Maximum, 1),
        ["AdaptiveMaxPool2d"] = AdaptivePool(PoolKind.Maximum, 2),
        ["AdaptiveMaxPool3d"] = AdaptivePool(PoolKind.Maximum, 3),
        ["Embedding"] = Embedding(),
        ["EmbeddingBag"] = Embedding(),
        ["RNN"] = Recurrent(call => call.Arguments.Number("nonLinearity") == 0 ? RecurrentKind.Relu : RecurrentKind.Tanh),
        ["LSTM"] = Recurrent(_ => RecurrentKind.Lstm),
        ["GRU"] = Recurrent(_ => RecurrentKind.Gru),
        ["RNNCell"] = Cell(call => call.Arguments.Number("nonLinearity") == 0 ? RecurrentKind.Relu : RecurrentKind.Tanh),
        ["LSTMCell"] = Cell(_ => RecurrentKind.Lstm),
        ["GRUCell"] = Cell(_ => RecurrentKind.Gru),
        ["MultiheadAttention"] = new(
            call => new AttentionNode(call.Path, call.Inputs, call.Size("embedded_dim"), call.Size("num_heads")),
            new LayerParameter("in_proj_weight", 2), new LayerParameter("in_proj_bias", 1, "bias"),
            new LayerParameter("out_proj.weight", 2), new LayerParameter("out_proj.bias", 1, "bias")),
    };

    public static LayerModel? Find(string name) => ByName.TryGetValue(name, out var model) ? model : null;

    private static Dictionary<string, LayerModel> Activations() => KnownActivations.LayerNames.ToDictionary(
        name => name,
        name => new LayerModel(
            call => KnownActivations.Find(name, call.Arguments) is { } function
                ? new ActivationNode(call.Path, call.Inputs, function)
                : call.Unknown($"{name} with settings that only a run knows"),
            name == "PReLU" ? [new LayerParameter("weight", 1)] : []));

    private static LayerModel Convolution(int axes, bool transposed = false) => new(
        call => new ConvolutionNode(
            call.Path, call.Inputs, call.Size("in_channels"), call.Size("out_channels"), call.Arguments.Volume("kernel_size", axes),
            Stride(call.Arguments, "stride", axes), call.Size("groups"), transposed, call.Weight(), call.Bias("bias"), axes,
            Padding(call.Arguments, transposed), transposed ? call.Arguments.Side("output_padding") : Size.Unknown,
            call.Arguments.Side("dilation")),
        new LayerParameter("weight", 2 + axes), new LayerParameter("bias", 1, "bias"));

    // A stride that is left out is 1 for a convolution and the window's size for a pool.
    private static Size Stride(Arguments arguments, string parameter, int axes) =>
        arguments[parameter] is null or ConstantValue { Value: null } ? Size.Of(1) : arguments.Volume(parameter, axes);

    // Padding.Same keeps the size, which is what an unknown padding stands for; Padding.Valid adds nothing. Their values are 1 and 0.
    private static Size Padding(Arguments arguments, bool transposed) => arguments.TypeOf("padding") == "Padding"
        ? arguments.Number("padding") == 0 ? Size.Of(0) : Size.Unknown
        : arguments["padding"] is null && transposed ? Size.Of(0)
        : !transposed && KeepsSize(arguments) ? Size.Unknown
        : arguments.Side("padding");

    // Kernel and padding that differ from axis to axis but fit each other, as (1, 3, 3) and (0, 1, 1) do.
    private static bool KeepsSize(Arguments arguments) => arguments["kernel_size"] is TupleValue kernel && arguments["padding"] is TupleValue padding
        && kernel.Elements.Select(Sizes.Number).Zip(padding.Elements.Select(Sizes.Number), (taps, ends) => taps == (2 * ends) + 1).All(fits => fits);

    private static NormalizationNode Normalization(LayerCall call, NormalizationKind kind) =>
        new(call.Path, call.Inputs, kind, call.Drawn("weight") is { } draw ? draw.Weight.Mean : 1);

    private static LayerNode Dropout(LayerCall call) =>
        new DropoutNode(call.Path, call.Inputs, call.Arguments.Number("p") ?? UsualDropout);

    private static LayerNode AlphaDropout(LayerCall call) =>
        new DropoutNode(call.Path, call.Inputs, call.Arguments.Number("p") ?? UsualDropout, KeepsMoments: true);

    private static LayerModel Embedding() => new(
        call => new EmbeddingNode(
            call.Path, call.FirstInput, call.Size("num_embeddings"), call.Size("embedding_dims"), call.Drawn("weight")?.Weight ?? WeightInitializer.Normal(1)),
        new LayerParameter("weight", 2));

    private static LayerModel Pool(PoolKind kind, int axes) => new(call => new PoolNode(
        call.Path, call.Inputs, kind, call.Arguments.Volume("kernel_size", axes), call.Arguments.Volume("stride", axes)));

    private static LayerModel Pad(int axes, bool repeats) => new(call => new PadNode(call.Path, call.Inputs, Resizing.Added(call.Arguments["padding"]), axes, repeats));

    private static LayerModel AdaptivePool(PoolKind kind, int axes) => new(call => new PoolNode(
        call.Path, call.Inputs, kind, Size.Unknown, OutputPositions: call.Arguments.Volume("output_size", axes)));

    private static LayerModel Recurrent(Func<LayerCall, RecurrentKind> kind) => new(
        call => new RecurrentNode(
            call.Path, call.Inputs, kind(call), call.Size("inputSize"), call.Size("hiddenSize"), call.Size("numLayers"),
            call.Arguments.Flag("bidirectional") == true, call.Drawn("weight_ih_l0")?.Weight, call.Drawn("weight_hh_l0")?.Weight,
            HasBias: call.Arguments.Flag("bias") != false, InputBias: call.Drawn("bias_ih_l0")?.Bias, StateBias: call.Drawn("bias_hh_l0")?.Bias,
            ForgetBias: ForgetGates.Bias(call, "bias_ih_l0", "bias_hh_l0")),
        new LayerParameter("weight_ih_l0", 2), new LayerParameter("weight_hh_l0", 2),
        new LayerParameter("bias_ih_l0", 1, "bias"), new LayerParameter("bias_hh_l0", 1, "bias"));

    private static LayerModel Cell(Func<LayerCall, RecurrentKind> kind) => new(
        call => new RecurrentNode(
            call.Path, call.Inputs, kind(call), call.Size("inputSize"), call.Size("hiddenSize"), Size.Of(1), Bidirectional: false,
            call.Drawn("weight_ih")?.Weight, call.Drawn("weight_hh")?.Weight, Size.Of(1), call.Arguments.Flag("bias") != false,
            call.Drawn("bias_ih")?.Bias, call.Drawn("bias_hh")?.Bias, ForgetGates.Bias(call, "bias_ih", "bias_hh")),
        new LayerParameter("weight_ih", 2), new LayerParameter("weight_hh", 2),
        new LayerParameter("bias_ih", 1, "bias"), new LayerParameter("bias_hh", 1, "bias"));
}
