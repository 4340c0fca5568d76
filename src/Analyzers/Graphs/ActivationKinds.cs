using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

internal static class ActivationKinds
{
    /// <summary>Whether an activation cuts or dampens the negative half and keeps the positive: what He initialisation is made for.</summary>
    public static bool IsRectifier(this ActivationFunction function) =>
        function.Name.StartsWith("ReLU", StringComparison.Ordinal) || function.Name.StartsWith("LeakyReLU", StringComparison.Ordinal)
        || function.Name.StartsWith("PReLU", StringComparison.Ordinal) || function.Name.StartsWith("RReLU", StringComparison.Ordinal);
}
