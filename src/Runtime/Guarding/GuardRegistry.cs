using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace GradGuard.Guarding;

/// <summary>Which guard watches a model: one at a time, the latest, since two would count every step twice.</summary>
internal static class GuardRegistry
{
    private static readonly ConditionalWeakTable<nn.Module, GradientGuard> Guards = [];

    /// <summary>Makes <paramref name="guard"/> the one of <paramref name="model"/> and returns the one before it, if any.</summary>
    public static GradientGuard? Enter(nn.Module model, GradientGuard guard)
    {
        lock (Guards)
        {
            Guards.TryGetValue(model, out var earlier);
            Guards.AddOrUpdate(model, guard);
            return earlier;
        }
    }

    public static void Leave(nn.Module model, GradientGuard guard)
    {
        lock (Guards)
            if (Guards.TryGetValue(model, out var current) && current == guard)
                Guards.Remove(model);
    }
}
