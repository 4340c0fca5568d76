using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.AnalysisCost;

/// <summary>
/// The same compiles in turns, each as a ratio to the build's in the same round: a machine that gets slower or faster meanwhile changes all
/// of a round alike, which runs of one variant after the other cannot tell from cost. A turn is several compiles, as a compiler's server has
/// them, so that what a collection of garbage takes is shared by all that made it: of one compile alone, a tenth more memory may mean one
/// collection or two.
/// </summary>
internal static class InTurns
{
    private const int WarmUp = 2;
    private const int CompilesOfATurn = 5;

    private static readonly (string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers)[] Variants =
        [("as builds do", Compiles.Sdk), ("warnings", Compiles.Warnings), ("all", Compiles.All)];

    public static async Task Print(Workload project, int rounds)
    {
        var sources = Workloads.SourcesOf(project);
        var times = Variants.Select(_ => new double[rounds]).ToArray();
        for (var round = -WarmUp; round < rounds; round++)
            for (var turn = 0; turn < Variants.Length; turn++)
            {
                // Who follows whom changes, and nobody pays for another's garbage.
                var variant = (round + WarmUp + turn) % Variants.Length;
                GC.Collect();
                var started = Stopwatch.GetTimestamp();
                for (var compile = 0; compile < CompilesOfATurn; compile++)
                    await Compiles.With(Variants[variant].Analyzers, Workloads.Compile(sources, project != Workload.WithoutTorchSharp));
                if (round >= 0)
                    times[variant][round] = Stopwatch.GetElapsedTime(started).TotalMilliseconds / CompilesOfATurn;
            }

        for (var variant = 0; variant < Variants.Length; variant++)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{project,-18} {Variants[variant].Name,-12} {Median(times[variant]),7:F0} ms  ratio {Median(times[variant].Zip(times[0], (time, build) => time / build)):F2}"));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}
