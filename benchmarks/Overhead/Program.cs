using GradGuard.Overhead;

// Names of measurements, all but the long one by default; --write FILE makes the page.
var measurements = new (string Name, Func<Table> Measure)[]
{
    ("step", StepCost.Measure),
    ("tensor", TensorCost.Measure),
    ("clip", ClipCost.Measure),
    ("read", ReadBandwidth.Measure),
    ("tiers", TierCost.Measure),
    ("page", PageCost.Measure),
    ("python", PythonCost.Measure),
    ("memory", MemoryOverSteps.Measure),
};
var page = Array.IndexOf(args, "--write") is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
var wanted = args.Where(name => name != "--write" && name != page).ToList();
if (wanted.Except(measurements.Select(measurement => measurement.Name)).FirstOrDefault() is { } stranger)
{
    Console.Error.WriteLine($"There is no measurement {stranger}; there are {string.Join(", ", measurements.Select(measurement => measurement.Name))}.");
    return 2;
}

var tables = new List<Table>();
foreach (var (name, measure) in measurements)
    if (wanted.Count == 0 || wanted.Contains(name))
    {
        var table = measure();
        Console.WriteLine(table.ToText());
        tables.Add(table);
    }

if (page is not null)
    File.WriteAllText(page, OverheadPage.Render(tables));

return 0;
