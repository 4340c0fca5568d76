namespace GradGuard.Signal.Propagation;

/// <summary>
/// The second-order statistics of the loss's gradient by a node's value, δ, per sample (so before the mean over the batch).
/// </summary>
/// <param name="Same">E[δ²].</param>
/// <param name="Near">E[δ δ'] for two positions of one sample.</param>
/// <param name="Far">E[δ δ'] for one position of two samples.</param>
/// <param name="FarNear">E[δ δ'] for two positions of two samples.</param>
/// <param name="Coherent">E[δ δ'] for two features at one position of one sample.</param>
internal readonly record struct Gradient(double Same, double Near, double Far, double FarNear, double Coherent)
{
    public Gradient Plus(Gradient other) =>
        new(Same + other.Same, Near + other.Near, Far + other.Far, FarNear + other.FarNear, Coherent + other.Coherent);

    public Gradient Times(double factor) => new(Same * factor, Near * factor, Far * factor, FarNear * factor, Coherent * factor);
}
