namespace GradGuard.Signal.Propagation;

/// <summary>What later layers say of the model's input: its features, and the positions that a flatten makes features of.</summary>
internal static class SizeInference
{
    // What is left for a pool over the whole map, or before the map grows again, is from 4 × 4 in networks for small images to 7 × 7 and 8 × 8
    // in others, as in ResNet (He et al. 2016, table 1 and section 4.2).
    private const double UsualLastMap = 36;

    /// <summary>The features that the first layers fed by a node expect; unknown where none says.</summary>
    public static Size Features(LayerGraph graph, int source)
    {
        var fed = new bool[graph.Nodes.Count];
        fed[source] = true;
        for (int i = source + 1; i < graph.Nodes.Count; i++)
        {
            LayerNode node = graph.Nodes[i];
            if (!IsFed(node, fed))
            {
                continue;
            }

            switch (node)
            {
                case LinearNode linear when linear.FanIn != Size.Unknown:
                    return linear.FanIn;
                case BilinearNode bilinear when (fed[bilinear.Inputs[0]] ? bilinear.FirstFanIn : bilinear.SecondFanIn) is var fan && fan != Size.Unknown:
                    return fan;
                case MatrixProductNode product when product.Terms != Size.Unknown && IsByFeatures(product, fed):
                    return product.Terms;
                case ConvolutionNode convolution when convolution.InChannels != Size.Unknown:
                    return convolution.InChannels;
                case RecurrentNode recurrent when (fed[recurrent.Inputs[0]] ? recurrent.InputSize : recurrent.HiddenSize) is var size && size != Size.Unknown:
                    return size;
                case AttentionNode attention when attention.Width != Size.Unknown:
                    return attention.Width;
                case PartNode { Parts.Value: { } parts } when Features(graph, i).Value is { } part:
                    return Size.Of(parts * part);
                default:
                    fed[i] = node is not (LinearNode or BilinearNode or MatrixProductNode or ConvolutionNode or RecurrentNode or AttentionNode or ConcatenateNode { AlongPositions: false } or OutputsNode or EmbeddingNode or PartNode or SumNode { OverFeatures: true } or LargestFeatureNode or LogSumExpNode or NoiseNode) && node is not ReshapeNode { Spread.IsKnown: true };
                    break;
            }
        }

        return Size.Unknown;
    }

    /// <summary>
    /// How many positions a rearrangement makes one vector of: as many as a recurrent layer behind it reads features for each that a position
    /// has; null where the layers do not say so.
    /// </summary>
    public static double? Joined(LayerGraph graph, int reshape)
    {
        if (Reader(graph, reshape) is not RecurrentNode { InputSize.Value: { } read } || StatedWidth(graph, reshape).Value is not { } width)
        {
            return null;
        }

        return width >= 1 && read >= 2 * width && read % width == 0 ? read / width : null;
    }

    // The only layer that reads a value, whatever is done to its elements or their places before.
    private static LayerNode? Reader(LayerGraph graph, int source)
    {
        for (int i = source + 1; i < graph.Nodes.Count; i++)
        {
            if (!graph.Nodes[i].Inputs.Contains(source))
            {
                continue;
            }

            // The last of several rearrangements is the one that joins.
            if (graph.Nodes[i] is not (ActivationNode or NormalizationNode or DropoutNode))
            {
                return graph.Nodes[i];
            }

            source = i;
        }

        return null;
    }

    private static Size StatedWidth(LayerGraph graph, int node)
    {
        while (graph.Nodes[node] is ActivationNode or NormalizationNode or DropoutNode or PoolNode or PadNode or UpsampleNode or ScaleNode or ShiftNode or AddNode or ReshapeNode { MergesPositions: false, Spread.IsKnown: false })
        {
            node = graph.Nodes[node].Inputs[0];
        }

        return graph.Nodes[node] switch
        {
            ConvolutionNode convolution => convolution.OutChannels,
            LinearNode linear => linear.FanOut,
            _ => Size.Unknown,
        };
    }

    private static bool IsByFeatures(MatrixProductNode product, bool[] fed) =>
        (fed[product.Inputs[0]] && !product.FirstByPositions) || (fed[product.Inputs[product.Inputs.Count - 1]] && !product.SecondByPositions);

    // A sum over positions, or features that are the positions of the second; the product of two vectors, each of one position, has one term.
    private static bool HasPositions(MatrixProductNode product, bool[] fed) => product.Terms.Value != 1
        && ((fed[product.Inputs[0]] && product.FirstByPositions) || (fed[product.Inputs[product.Inputs.Count - 1]] && (product.SecondByPositions || !product.FirstByPositions)));

    /// <summary>Whether a node's value reaches a layer that works position by position.</summary>
    public static bool HasPositions(LayerGraph graph, int source)
    {
        var fed = new bool[graph.Nodes.Count];
        fed[source] = true;
        for (int i = source + 1; i < graph.Nodes.Count; i++)
        {
            LayerNode node = graph.Nodes[i];
            // What starts a recurrence is one state, whatever the sequence.
            fed[i] = node is RecurrentNode { RepeatsInput: var isOne } ? fed[node.Inputs[0]] && !isOne : node is not (ReshapeNode { Spread.IsKnown: true } or NoiseNode) && IsFed(node, fed);
            if (fed[i] && (IsStepwise(graph, node) || IsOverPositions(graph, i) || (node is MatrixProductNode product && HasPositions(product, fed))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether a picture is grown from a node's value, one vector a sample: the first convolution is a transposed one that moves by one and
    /// cuts nothing off, as a generator begins (Radford et al. 2016, figure 1).
    /// </summary>
    public static bool IsGrownFrom(LayerGraph graph, int source)
    {
        int node = source;
        for (int i = source + 1; i < graph.Nodes.Count; i++)
        {
            if (!graph.Nodes[i].Inputs.Contains(node))
            {
                continue;
            }

            if (graph.Nodes[i] is ConvolutionNode { Transposed: true, StrideVolume.Value: 1, Padding.Value: 0, KernelVolume.Value: > 1 })
            {
                return true;
            }

            if (graph.Nodes[i] is not (ReshapeNode { Spread.IsKnown: false } or ActivationNode or NormalizationNode or DropoutNode))
            {
                return false;
            }

            node = i;
        }

        return false;
    }

    private static bool IsFed(LayerNode node, bool[] fed)
    {
        for (int k = 0; k < node.Inputs.Count; k++)
        {
            if (fed[node.Inputs[k]])
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStepwise(LayerGraph graph, LayerNode node) => node switch
    {
        // One index of several, such as the user of a pair of user and item, is no step of a sequence.
        EmbeddingNode => graph.Nodes[node.Inputs[0]] is not PartNode { Features.Value: 1 },
        _ => node is PoolNode { OutputPositions.Value: not 1 } or ConvolutionNode or RecurrentNode { RepeatsInput: false } or AttentionNode or DotProductAttentionNode or PairAttentionNode
            or SelectNode or ConcatenateNode { AlongPositions: true },
    };

    // A mean or sum that leaves a later layer the features it expects.
    private static bool IsOverPositions(LayerGraph graph, int node) =>
        graph.Nodes[node] is PoolNode { OutputPositions.Value: 1 } or SumNode { OverFeatures: not true } && Features(graph, node).Value > 1;

    /// <summary>
    /// Steps of the first recurrent layer that takes a node's value position by position, or 1 where it takes all of it at once, or the
    /// positions among which a mask says the neighbours; unknown where none states them.
    /// </summary>
    public static Size Steps(LayerGraph graph, int source)
    {
        var fed = new bool[graph.Nodes.Count];
        fed[source] = true;
        for (int i = source + 1; i < graph.Nodes.Count; i++)
        {
            LayerNode node = graph.Nodes[i];
            if (node is RecurrentNode recurrent && fed[recurrent.Inputs[0]] && (recurrent.RepeatsInput || recurrent.Steps != Size.Unknown))
            {
                return recurrent.RepeatsInput ? Size.Of(1) : recurrent.Steps;
            }

            if (node is PairAttentionNode { Positions.IsKnown: true } attention && fed[attention.Inputs[2]])
            {
                return attention.Positions;
            }

            fed[i] = IsFed(node, fed)
                && node is LinearNode or EmbeddingNode or ActivationNode or NormalizationNode or DropoutNode or AddNode or ReshapeNode { MergesPositions: false } or ConcatenateNode { AlongPositions: false };
        }

        return Size.Unknown;
    }

    /// <summary>
    /// Positions of the input by which a flattened map gets the fan-in that its linear layer states, or a sequence as many steps as the table
    /// of positions that is added to it; null where neither is there.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="source">The node whose positions are asked for.</param>
    /// <param name="least">The fewest that its kernels and windows need; 1 where nothing tells.</param>
    /// <param name="usual">How many a last map of usual size takes; 1 where no pool over a whole map tells.</param>
    /// <param name="steps">How many they are by the usual numbers of steps, where some of them are one step of a recurrent layer each; null where none are.</param>
    public static double? PositionsFromUse(LayerGraph graph, int source, out double least, out double usual, out Plausible? steps)
    {
        least = usual = 1;
        steps = null;
        var channels = new double?[graph.Nodes.Count];
        var origin = new Func<double, double>?[graph.Nodes.Count];
        var isFlat = new bool[graph.Nodes.Count];
        var isLooked = new bool[graph.Nodes.Count];
        origin[source] = positions => positions;
        for (int i = source + 1; i < graph.Nodes.Count; i++)
        {
            LayerNode node = graph.Nodes[i];
            int input = node is AddNode or ConcatenateNode ? FirstFollowed(node, origin) : node.Inputs.Count > 0 ? node.Inputs[0] : -1;
            if (input < 0 || origin[input] is not { } before)
            {
                continue;
            }

            channels[i] = channels[input];
            origin[i] = before;
            isFlat[i] = isFlat[input] || node is ReshapeNode { MergesPositions: true };
            isLooked[i] = isLooked[input] || node is EmbeddingNode;
            least = Math.Max(least, before(Needed(node)));
            // The map that is read whole, and the one that grows again.
            usual = node is PoolNode { OutputPositions.Value: 1 } or UpsampleNode or ConvolutionNode { Transposed: true } ? Math.Max(usual, before(UsualLastMap)) : usual;
            switch (node)
            {
                case ConvolutionNode convolution:
                    channels[i] = convolution.OutChannels.Value;
                    origin[i] = Origin(convolution, before);
                    break;
                // Where a pool leaves a map of several positions, the author's images have no more there.
                case PoolNode { OutputPositions.Value: > 1 and { } remaining }:
                    return before(remaining);
                case PoolNode pool:
                    double? stride = pool.OutputPositions == Size.Unknown ? pool.StrideVolume.Value ?? pool.WindowVolume.Value : null;
                    origin[i] = stride is { } factor ? Times(factor, before) : null;
                    break;
                case AddNode when TableOf(graph, node) is { } table:
                    return before(table.Positions.Value!.Value);
                // A vector for each index of a sequence, such as each field of a table, whose indices may begin where those of the last one end.
                case EmbeddingNode embedding when graph.Nodes[input] is InputNode || (graph.Nodes[input] is AddNode offset && offset.Inputs.All(term => graph.Nodes[term] is InputNode)):
                    channels[i] = embedding.Columns.Value;
                    break;
                case LargestFeatureNode largest:
                    channels[i] = largest.Among.Value is { } pieces ? channels[input] / pieces : 1;
                    break;
                case LogSumExpNode:
                    channels[i] = 1;
                    break;
                case ConcatenateNode { AlongPositions: false }:
                    channels[i] = node.Inputs.All(other => channels[other] is not null) ? node.Inputs.Sum(other => channels[other]) : null;
                    break;
                case ConcatenateNode { AlongPositions: true }:
                    double tokens = PositionsOfInputs(graph, node);
                    origin[i] = Plus(-tokens, before);
                    break;
                case PadNode pad:
                    origin[i] = pad.Added.Value is { } added ? Unpadded(added, pad.Axes, before) : null;
                    break;
                case UpsampleNode upsample:
                    origin[i] = upsample.Volume.Value is { } volume ? Times(1 / volume, before) : null;
                    break;
                case LinearNode { FanIn.Value: { } fanIn } when channels[input] is { } width && fanIn >= width && (isFlat[input] || (fanIn > width && !isLooked[input])):
                    return before(fanIn / width);
                case RecurrentNode { InputSize.Value: { } read } when channels[input] is { } width && read >= 2 * width:
                    steps = OfSteps(read / width, before);
                    origin[i] = null;
                    break;
                case LinearNode or MatrixProductNode or RecurrentNode or AttentionNode or EmbeddingNode or SelectNode or PartNode or RepeatNode:
                    origin[i] = null;
                    break;
            }
        }

        return null;
    }

    // Null where no image has so many.
    private static Plausible? OfSteps(double joined, Func<double, double> before)
    {
        Plausible steps = new(before(joined * Plausible.Steps.Low), before(joined * Plausible.Steps.Usual), before(joined * Plausible.Steps.High));
        return steps.High <= int.MaxValue ? steps : null;
    }

    private static int FirstFollowed(LayerNode node, Func<double, double>?[] origin) =>
        node.Inputs.Append(-1).First(candidate => candidate < 0 || origin[candidate] is not null);

    // A table of positions that is added.
    private static InputNode? TableOf(LayerGraph graph, LayerNode sum) =>
        sum.Inputs.Select(other => graph.Nodes[other]).OfType<InputNode>().FirstOrDefault(other => other.IsShared && other.Positions.Value > 1);

    private static double PositionsOfInputs(LayerGraph graph, LayerNode node) =>
        node.Inputs.Sum(other => graph.Nodes[other] is InputNode { Positions.Value: { } count } ? count : 0);

    private static Func<double, double> Times(double factor, Func<double, double> before) => positions => before(positions * factor);

    private static Func<double, double> Plus(double count, Func<double, double> before) => positions => before(positions + count);

    private static Func<double, double> Unpadded(double added, int axes, Func<double, double> before) =>
        positions => before(Math.Pow(Math.Max(Math.Pow(positions, 1.0 / axes) - added, 1), axes));

    // Positions that a node's input must have: a kernel or window fits in its map.
    private static double Needed(LayerNode node) => node switch
    {
        ConvolutionNode { Transposed: false, KernelVolume.Value: { } volume } convolution when ConvolutionGeometry.KernelShape.Of(convolution, volume, 1) is var kernel =>
            Math.Pow(Math.Max(kernel.SideIn(1), 1), kernel.Axes),
        PoolNode { WindowVolume.Value: { } window } => window,
        _ => 1,
    };

    private static Func<double, double>? Origin(ConvolutionNode node, Func<double, double> before)
    {
        if (node.StrideVolume.Value is not { } stride || node.KernelVolume.Value is not { } kernel)
        {
            return null;
        }

        var shape = ConvolutionGeometry.KernelShape.Of(node, kernel, stride);
        return positions => before(ConvolutionGeometry.PositionsIn(positions, shape));
    }
}
