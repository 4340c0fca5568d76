namespace GradGuard.Signal;

public sealed partial class Remedy
{
    /// <summary>
    /// The remedies that a person would think of for a model, in the order of how little they change: another initialisation for the
    /// activation in use, another activation with its own initialisation, a normalization, and for residual blocks a scaled or zeroed end.
    /// Those that would change nothing are left out.
    /// </summary>
    /// <param name="graph">The model.</param>
    /// <param name="cancellation">Stops it between two remedies.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static IReadOnlyList<Remedy> Candidates(LayerGraph graph, CancellationToken cancellation = default)
    {
        Remedy[] all =
        [
            Initialise(WeightInitializer.KaimingNormal(InitializerGain.ReLU), title: "Initialise with Kaiming for ReLU"),
            Initialise(WeightInitializer.Xavier(InitializerGain.Tanh), title: "Initialise with Xavier and tanh's gain 5/3"),
            ReplaceActivations(ActivationFunction.ReLU, title: "Use ReLU"),
            ReplaceActivations(ActivationFunction.ReLU, WeightInitializer.KaimingNormal(InitializerGain.ReLU), title: "Use ReLU with Kaiming initialisation"),
            ReplaceActivations(ActivationFunction.Tanh, WeightInitializer.Xavier(InitializerGain.Tanh), title: "Use tanh with Xavier initialisation and gain 5/3"),
            ReplaceActivations(ActivationFunction.SELU, WeightInitializer.LeCun, title: "Use SELU with LeCun initialisation"),
            NormalizeBefore(NormalizationKind.Batch, title: "Put a BatchNorm before each activation"),
            NormalizeBefore(NormalizationKind.Layer, title: "Put a LayerNorm before each activation"),
            ScaleBranches(),
            ZeroBranchEnds(),
        ];
        return [.. all.Where(IsAChange)];

        bool IsAChange(Remedy remedy)
        {
            cancellation.ThrowIfCancellationRequested();
            return Changes(graph, remedy.ApplyTo(graph));
        }
    }

    private static bool Changes(LayerGraph before, LayerGraph after) =>
        before.Nodes.Count != after.Nodes.Count || before.Nodes.Zip(after.Nodes, Differ).Any(differs => differs);

    // Lists are compared by reference, so only what a remedy touches counts.
    private static bool Differ(LayerNode before, LayerNode after) => (before, after) switch
    {
        (RepeatNode one, RepeatNode other) => Changes(one.Block, other.Block),
        _ => !before.Equals(after with { Inputs = before.Inputs }),
    };
}
