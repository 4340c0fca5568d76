using System.Globalization;
using GradGuard.Analyzers.Tests.Corpus;
using GradGuard.Analyzers.Tests.Fixes;
using GradGuard.Analyzers.Tests.Verification;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Fuzzing;

/// <summary>
/// Programs by the thousand, from seeds, so that a failure comes back by its seed.
/// <c>GRADGUARD_FUZZ_PROGRAMS</c> sets how many of each kind (1000 by default).
/// </summary>
public sealed class FuzzTests
{
    private const int Batches = 20;

    private static readonly int Programs =
        int.TryParse(Environment.GetEnvironmentVariable("GRADGUARD_FUZZ_PROGRAMS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 1000;

    private static readonly string[] Sources = [.. CorpusFiles.All.Select(file => file.Source)];

    private static readonly string[] Faulty = [.. FaultsOfEachKind.Sources.Values];

    public static TheoryData<int> BatchNumbers => [.. Enumerable.Range(0, Batches)];

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public void A_generated_model_is_traced_layer_by_layer(int batch)
    {
        foreach (var seed in SeedsOf(batch))
        {
            var generated = GeneratedModel.From(new Random(seed));
            var models = ModelCatalog.ModelsOf(TestCompilation.OfValid(generated.Source), TestContext.Current.CancellationToken);
            var model = models.Single(found => found.Name == GeneratedModel.Name);

            Assert.True(model.IsTraced, $"seed {seed}: {string.Join("; ", model.Unknowns)}\n{generated.Source}");
            var layers = Assert.Single(model.Variants).Predict(TestContext.Current.CancellationToken).Layers.Select(layer => layer.Path);
            Assert.True(generated.WeightLayers.SequenceEqual(layers), $"seed {seed}: {string.Join(", ", layers)}\n{generated.Source}");
        }
    }

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public async Task No_rule_and_no_fix_fails_on_damaged_code(int batch)
    {
        foreach (var seed in SeedsOf(batch))
        {
            var random = new Random(seed);
            var source = random.Next(2) == 0 ? GeneratedModel.From(random).Source : Sources[random.Next(Sources.Length)];
            await TakeEveryFix(Mutation.Apply(source, random));
        }
    }

    [Theory]
    [MemberData(nameof(BatchNumbers))]
    public async Task No_fix_fails_while_code_with_faults_is_being_typed(int batch)
    {
        foreach (var seed in SeedsOf(batch))
        {
            var random = new Random(seed);
            await TakeEveryFix(Mutation.Unfinished(Faulty[random.Next(Faulty.Length)], random));
        }
    }

    private static async Task TakeEveryFix(string source)
    {
        try
        {
            await EveryFix.Take(source);
        }
        catch (NullReferenceException) when (CompilerFailsOn(TestCompilation.Of(source)))
        {
            // Not ours: such code stops the compiler itself, with or without rules.
        }
    }

    private static bool CompilerFailsOn(Compilation compilation) =>
        Record.Exception(() => compilation.GetDiagnostics(TestContext.Current.CancellationToken)) is NullReferenceException;

    private static IEnumerable<int> SeedsOf(int batch) => Enumerable.Range(0, Programs).Where(seed => seed % Batches == batch);
}
