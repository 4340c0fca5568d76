namespace GradGuard.Signal.Propagation;

/// <summary>The evaluation with which every prediction begins.</summary>
/// <param name="Graph">The model.</param>
/// <param name="Setting">Batch and loss.</param>
/// <param name="Outcome">What it found.</param>
/// <param name="Assumptions">What it took for granted.</param>
/// <param name="Nodes">Nodes it visited.</param>
/// <param name="IsCut">Whether it left out blocks of a very long repeat.</param>
internal sealed record UsualValues(LayerGraph Graph, TrainingSetting Setting, Outcome Outcome, Assumptions Assumptions, int Nodes, bool IsCut);
