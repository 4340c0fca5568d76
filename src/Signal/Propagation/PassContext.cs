namespace GradGuard.Signal.Propagation;

/// <summary>What the transfers of one evaluation share.</summary>
internal sealed record PassContext(LayerGraph Graph, Assumptions Assumptions, TrainingSetting Setting)
{
    /// <summary>The transfers so far, by node.</summary>
    public Transfers.Transfer[] Transfers { get; } = new Transfers.Transfer[Graph.Nodes.Count];

    /// <summary>The values so far, by node.</summary>
    public Signal[] Signals { get; } = new Signal[Graph.Nodes.Count];

    /// <summary>Features of the model's output, once the forward pass is done.</summary>
    public double Outputs { get; set; } = 1;

    public int BatchSize => Math.Max(Setting.BatchSize, 1);
}
