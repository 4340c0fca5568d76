namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>Which transfer carries which node.</summary>
internal static class TransferFactory
{
    public static Transfer For(int index, PassContext context)
    {
        LayerNode node = context.Graph.Nodes[index];
        bool isOutput = index == LastWeightLayer(context.Graph);
        return node switch
        {
            InputNode input => new InputTransfer(input, index, context),
            LinearNode linear => new LinearTransfer(linear, index, isOutput, context),
            ConvolutionNode convolution => new ConvolutionTransfer(convolution, index, isOutput, context),
            ActivationNode activation => new ActivationTransfer(activation.Function, context, context.IsShapeSeen[index], !Sums(context.Graph.Nodes[activation.Inputs[0]])),
            NormalizationNode normalization => new NormalizationTransfer(normalization, context),
            // A softmax of one feature would be 1: it is over the positions.
            SoftmaxNode { Logarithm: false } softmax when context.Signals[softmax.Inputs[0]] is { Width: <= 1, Positions: > 1 } => new PositionSoftmaxTransfer(),
            SoftmaxNode softmax => new SoftmaxTransfer(softmax.Logarithm),
            GatedLinearUnitNode => new GatedLinearUnitTransfer(context),
            AddNode add when Twins.AreSubtracted(context.Graph, add) => new DifferenceTransfer(context),
            AddNode add => new AddTransfer(add),
            MultiplyNode => new MultiplyTransfer(),
            ScaleNode scale => new ScaleTransfer(scale.Factor),
            ShiftNode shift => new ShiftTransfer(shift.Offset),
            OutputsNode => new ConcatenateTransfer(alongPositions: false),
            ConcatenateNode concatenate => new ConcatenateTransfer(concatenate.AlongPositions),
            SumNode sum => new SumTransfer(sum, index, context),
            PoolNode { Kind: PoolKind.Average } pool => new AveragePoolTransfer(pool, index, context),
            PoolNode pool => new MaximumPoolTransfer(pool, index, context.Transfers[pool.Inputs[0]] as ActivationTransfer, context),
            UpsampleNode upsample => new UpsampleTransfer(upsample, index, context.Assumptions),
            BilinearNode bilinear => new BilinearTransfer(bilinear, index, context),
            PositiveNode positive => new PositiveTransfer(positive.Function),
            MatrixProductNode product => new MatrixProductTransfer(product, index, context),
            DropoutNode { KeepsMoments: true } dropout => new AlphaDropoutTransfer(dropout.Probability),
            DropoutNode dropout => new DropoutTransfer(dropout.Probability),
            ReshapeNode reshape => new ReshapeTransfer(reshape, index, context),
            PadNode pad => new PadTransfer(pad, index, context.Assumptions),
            StraightThroughNode => new StraightThroughTransfer(),
            LargestFeatureNode largest => new LargestFeatureTransfer(largest),
            LogSumExpNode => new LogSumExpTransfer(),
            NoiseNode noise => new NoiseTransfer(noise.SecondMoment),
            SelectNode select => new SelectTransfer(select.IsFirst),
            PartNode { Features.Value: 1 } part when IsLookedUp(context.Graph, part.Inputs[0]) => new SelectTransfer(isFirst: false),
            PartNode part => new PartTransfer(part, index, context),
            EmbeddingNode embedding => new EmbeddingTransfer(embedding, index, context),
            RecurrentNode recurrent => new RecurrentTransfer(recurrent, index, context),
            AttentionNode attention => new AttentionTransfer(attention, context),
            DotProductAttentionNode attention => new AttentionTransfer(attention, index, context),
            PairAttentionNode attention => new PairAttentionTransfer(attention, index, context),
            _ => new UnknownTransfer(index, context),
        };
    }

    /// <summary>Whether a layer sums so many inputs that only their moments matter.</summary>
    public static bool Sums(LayerNode node) => node is LinearNode or ConvolutionNode;

    // One index of a row of them, all of which a table is asked for, is one step of a sequence.
    private static bool IsLookedUp(LayerGraph graph, int node)
    {
        if (graph.Nodes[node] is InputNode)
        {
            for (int i = node + 1; i < graph.Nodes.Count; i++)
            {
                if (graph.Nodes[i] is EmbeddingNode embedding && embedding.Inputs[0] == node)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static int LastWeightLayer(LayerGraph graph)
    {
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            if (Sums(graph.Nodes[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
