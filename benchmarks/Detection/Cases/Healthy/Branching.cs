using GradGuard.Detection.Models;
using GradGuard.Detection.Problems;
using static GradGuard.Detection.Cases.Optimizers;
using static TorchSharp.torch;

namespace GradGuard.Detection.Cases.Healthy;

/// <summary>Networks of which each batch uses a part.</summary>
internal static class Branching
{
    private const string Family = "branches";

    private static readonly Recipe Blobs = new() { Problem = Points.Blobs, Model = () => new Heads(8, _ => (int)randint(0, 8, [1]).item<long>()), Steps = 400 };

    public static HealthyCase RareHead { get; } = new("two heads, one of them in every 40th batch", Family, Blobs with { Model = () => new Heads(2, call => call % 40 == 7 ? 0 : 1), Steps = 150 });

    public static IEnumerable<HealthyCase> All =>
    [
        RareHead,
        new("a head for each of 8 tasks, one task a batch", Family, Blobs),
        new("a head for each of 8 tasks, gradients set to null", Family, Blobs with { Zeroing = Zeroing.ToNull }),
        new("8 experts, one for each input", Family, Blobs with { Model = () => new Experts(8), BatchSize = 16, Steps = 300 }),
        new("32 experts, one for each input, batches of 4", Family, Blobs with { Model = () => new Experts(32), BatchSize = 4, Optimizer = Adam(1e-2) }),
    ];
}
