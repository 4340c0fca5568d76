using GradGuard.Signal.Remedies;

namespace GradGuard.Signal;

/// <summary>A change to a model, as a pure function of its layer graph: what a fix would do to the code, tried before it is offered.</summary>
public sealed partial class Remedy
{
    private readonly Func<LayerGraph, LayerGraph> _change;

    private Remedy(string title, Func<LayerGraph, LayerGraph> change) => (Title, _change) = (title, change);

    /// <summary>What to do, for people: "Use ReLU with kaiming_normal_(1.4142)".</summary>
    public string Title { get; }

    /// <summary>The changed graph; the same nodes in the same order where the remedy finds nothing to change.</summary>
    public LayerGraph ApplyTo(LayerGraph graph) => _change(graph);

    /// <summary>Replaces activations and, where an initializer is given, draws the weight layers that feed them by it.</summary>
    /// <param name="function">The new activation.</param>
    /// <param name="initializer">How to draw the layers before it; null to leave them.</param>
    /// <param name="where">Which activations; null for the hidden ones that saturate.</param>
    /// <param name="title">What to call it; null for a title made of the arguments.</param>
    public static Remedy ReplaceActivations(
        ActivationFunction function, WeightInitializer? initializer = null, Func<ActivationNode, bool>? where = null, string? title = null) =>
        new(title ?? $"Use {function.Name}{(initializer is null ? "" : $" with {initializer.Name}")}", graph =>
        {
            bool[] hidden = HiddenActivations(graph);
            return Replaced(graph, function, initializer, (inner, i) => where is null
                ? (inner != graph || hidden[i]) && ((ActivationNode)inner.Nodes[i]).Function.IsSaturating
                : where((ActivationNode)inner.Nodes[i]));
        });

    /// <summary>Draws weight layers by an initializer.</summary>
    /// <param name="initializer">How.</param>
    /// <param name="where">Which linear layers and convolutions; null for all that another weight layer follows.</param>
    /// <param name="title">What to call it; null for a title made of the arguments.</param>
    public static Remedy Initialise(WeightInitializer initializer, Func<LayerNode, bool>? where = null, string? title = null) =>
        new(title ?? $"Initialise with {initializer.Name}", graph =>
        {
            LayerNode? last = graph.Nodes.LastOrDefault(IsWeightLayer);
            return GraphRewrite.Of(graph, (copy, from, i, node) =>
                copy.Add(IsWeightLayer(node) && (where?.Invoke(from.Nodes[i]) ?? !ReferenceEquals(from.Nodes[i], last)) ? Drawn(node, initializer) : node));
        });

    /// <summary>Puts a normalization between weight layers and the activations that follow them.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="where">Before which activations; null for all with a weight layer, and no normalization yet, straight before them.</param>
    /// <param name="title">What to call it; null for a title made of the arguments.</param>
    public static Remedy NormalizeBefore(NormalizationKind kind, Func<ActivationNode, bool>? where = null, string? title = null) =>
        new(title ?? $"Put a {kind}Norm before each activation", graph => GraphRewrite.Of(graph, (copy, from, i, node) =>
            node is ActivationNode activation && (where?.Invoke((ActivationNode)from.Nodes[i]) ?? IsWeightLayer(from.Nodes[from.Nodes[i].Inputs[0]]))
                ? copy.Add(activation with { Inputs = [copy.Add(new NormalizationNode(activation.Path + ".norm", activation.Inputs, kind))] })
                : copy.Add(node)));

    /// <summary>Multiplies the branch of every residual block.</summary>
    /// <param name="factor">By what; null for one over the root of the number of blocks.</param>
    /// <param name="title">What to call it; null for a title made of the arguments.</param>
    public static Remedy ScaleBranches(double? factor = null, string? title = null) =>
        new(title ?? $"Multiply residual branches by {(factor is { } number ? number.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture) : "1/√blocks")}", graph =>
        {
            double scale = factor ?? 1 / Math.Sqrt(Math.Max(ResidualBranches.Count(graph), 1));
            return GraphRewrite.Of(graph, (copy, from, i, node) =>
            {
                IReadOnlyList<int> branches = ResidualBranches.Of(from, i);
                return copy.Add(branches.Count == 0 ? node : node with
                {
                    Inputs = [.. node.Inputs.Select((input, k) => branches.Contains(k) ? copy.Add(new ScaleNode(node.Path + ".scale", [input], scale)) : input)],
                });
            });
        });

    /// <summary>
    /// Starts the end of every residual branch at zero, so that each block is the identity at first (Goyal et al. 2017, section 5.1; Zhang
    /// et al. 2019, "Fixup").
    /// </summary>
    public static Remedy ZeroBranchEnds(string? title = null) =>
        new(title ?? "Start the last layer of each residual branch at zero", graph =>
        {
            var ends = new HashSet<LayerNode>(ReferenceComparer.Instance);
            Collect(graph);
            return GraphRewrite.Of(graph, (copy, from, i, node) => copy.Add(!ends.Contains(from.Nodes[i]) ? node
                : node is NormalizationNode normalization ? normalization with { Gain = 0 }
                : Drawn(node, WeightInitializer.Zeros, BiasInitializer.Zeros)));

            void Collect(LayerGraph part)
            {
                for (int i = 0; i < part.Nodes.Count; i++)
                {
                    if (part.Nodes[i] is RepeatNode repeat)
                    {
                        Collect(repeat.Block);
                    }

                    ends.UnionWith(ResidualBranches.Of(part, i).Select(k => ResidualBranches.End(part, part.Nodes[i].Inputs[k])).OfType<LayerNode>());
                }
            }
        });

    private static LayerGraph Replaced(LayerGraph graph, ActivationFunction function, WeightInitializer? initializer, Func<LayerGraph, int, bool> where)
    {
        var fed = new HashSet<LayerNode>(ReferenceComparer.Instance);
        if (initializer is not null)
        {
            Collect(graph);
        }

        return GraphRewrite.Of(graph, (copy, from, i, node) => copy.Add(
            node is ActivationNode activation && where(from, i) ? activation with { Function = function }
            : initializer is not null && fed.Contains(from.Nodes[i]) ? Drawn(node, initializer)
            : node));

        void Collect(LayerGraph part)
        {
            for (int i = 0; i < part.Nodes.Count; i++)
            {
                if (part.Nodes[i] is RepeatNode repeat)
                {
                    Collect(repeat.Block);
                }
                else if (part.Nodes[i] is ActivationNode && where(part, i) && Feeding(part, i) is { } layer)
                {
                    fed.Add(layer);
                }
            }
        }
    }

    // The weight layer whose output an activation takes, perhaps normalised or rearranged on the way.
    private static LayerNode? Feeding(LayerGraph graph, int index)
    {
        for (int node = graph.Nodes[index].Inputs[0]; ; node = graph.Nodes[node].Inputs[0])
        {
            if (IsWeightLayer(graph.Nodes[node]))
            {
                return graph.Nodes[node];
            }

            if (graph.Nodes[node] is not (NormalizationNode or ReshapeNode or DropoutNode or ScaleNode or PoolNode))
            {
                return null;
            }
        }
    }

    // Activations that a later weight layer takes and that are no factor of a product: neither an output nor a gate.
    private static bool[] HiddenActivations(LayerGraph graph)
    {
        var feeds = new bool[graph.Nodes.Count];
        var gates = new bool[graph.Nodes.Count];
        for (int i = graph.Nodes.Count - 1; i >= 0; i--)
        {
            LayerNode node = graph.Nodes[i];
            foreach (int input in node.Inputs)
            {
                feeds[input] |= feeds[i] || IsWeightLayer(node) || node is RepeatNode or AttentionNode or RecurrentNode;
                gates[input] |= node is MultiplyNode || (gates[i] && node is ScaleNode or ShiftNode or ReshapeNode or DropoutNode);
            }
        }

        return [.. feeds.Select((fed, i) => fed && !gates[i])];
    }

    private static bool IsWeightLayer(LayerNode node) => node is LinearNode or ConvolutionNode;

    private static LayerNode Drawn(LayerNode node, WeightInitializer weight, BiasInitializer? bias = null) => node switch
    {
        LinearNode linear => linear with { Weight = weight, Bias = linear.Bias is null ? null : bias ?? linear.Bias },
        ConvolutionNode convolution => convolution with { Weight = weight, Bias = convolution.Bias is null ? null : bias ?? convolution.Bias },
        _ => node,
    };

    // Two layers that look alike are not the same one.
    private sealed class ReferenceComparer : IEqualityComparer<LayerNode>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(LayerNode? x, LayerNode? y) => ReferenceEquals(x, y);

        public int GetHashCode(LayerNode node) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(node);
    }
}
