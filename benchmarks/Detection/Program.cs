using System.CommandLine;
using GradGuard;
using GradGuard.Detection.Cases;
using GradGuard.Detection.Reporting;
using GradGuard.Detection.Running;
using GradGuard.Detection.Scoring;
using static TorchSharp.torch;

var only = new Option<string[]>("--only") { Description = "Only cases whose name contains one of these.", AllowMultipleArgumentsPerToken = true };
var part = new Option<string>("--part") { Description = "all, tuning or held-out.", DefaultValueFactory = _ => "all" };
var seeds = new Option<int>("--seeds") { Description = "Runs of each case.", DefaultValueFactory = _ => 3 };
var quick = new Option<bool>("--quick") { Description = "One seed of every fourth case." };
var findings = new Option<bool>("--findings") { Description = "Print what each run found." };
var write = new Option<FileInfo?>("--write") { Description = "Also write the page, such as docs/detection.md." };
var command = new RootCommand("Trains broken models and healthy ones under watch. Exit code 1 where a target is missed.") { only, part, seeds, quick, findings, write };
command.SetAction(options =>
{
    set_num_threads(1);
    var healthy = Benchmark.Healthy.Where(IsWanted).ToList();
    var faults = Benchmark.Faults.Where(IsWanted).ToList();
    if (options.GetValue(quick))
        (healthy, faults) = (Every(healthy, 4), Every(faults, 4));

    if (healthy.Count + faults.Count == 0)
    {
        Console.Error.WriteLine("No case has such a name. Leave --only and --part out to run all.");
        return 2;
    }

    var runs = options.GetValue(quick) ? 1 : options.GetValue(seeds);
    var healthyScores = healthy.ConvertAll(@case => new HealthyScore(@case, Run(@case)));
    var faultScores = faults.ConvertAll(@case => new FaultScore(@case, Run(@case)));
    TableWriter.Write(Console.Out, Tables.FaultHeads, faultScores.Select(Tables.Row));
    TableWriter.Write(Console.Out, Tables.HealthyHeads, healthyScores.Select(Tables.Row));
    foreach (var alarm in healthyScores.SelectMany(score => score.FalseAlarms.Select(alarm => $"{score.Case.Name}: {alarm}")))
        Console.WriteLine($"false alarm: {alarm}");

    DetectionPage.WriteSummary(Console.Out, healthyScores, faultScores);
    if (options.GetValue(write) is { } page)
        File.WriteAllText(page.FullName, DetectionPage.Render(healthyScores, faultScores, runs));

    return Summary.Parts(healthyScores, faultScores)[0].MeetsTargets ? 0 : 1;

    bool IsWanted(TrainingCase @case)
    {
        var names = options.GetValue(only) ?? [];
        return (names.Length == 0 || names.Any(name => @case.Name.Contains(name, StringComparison.OrdinalIgnoreCase)))
            && options.GetValue(part) switch { "tuning" => !@case.IsHeldOut, "held-out" => @case.IsHeldOut, _ => true };
    }

    List<TrainingOutcome> Run(TrainingCase @case)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r{@case.Name,-70}\r");

        var outcomes = Enumerable.Range(1, runs).Select(seed => Trainer.Train(@case.Recipe, seed)).ToList();
        if (options.GetValue(findings))
            foreach (var outcome in outcomes)
                foreach (var finding in outcome.Findings)
                    Console.WriteLine($"{@case.Name}, seed {outcome.Seed}: {finding.Symptom.Name()} {finding}");

        return outcomes;
    }
});
return command.Parse(args).Invoke();

static List<T> Every<T>(List<T> items, int step) => [.. items.Where((_, i) => i % step == 0)];
