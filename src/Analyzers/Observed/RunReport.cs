using System.Globalization;

namespace GradGuard.Analyzers.Observed;

/// <summary>What a recorded run measured: a <c>*.gradguard.json</c>, as <c>gradguard report</c> writes it (docs/reports.md).</summary>
/// <param name="ModelType">Full type name of the model, dots between nested types, no type arguments.</param>
/// <param name="Started">Day and time at which the run began, as the report writes it.</param>
/// <param name="Steps">Steps of the run.</param>
/// <param name="Modules">Types of the model's modules by their paths.</param>
/// <param name="Layers">Layers with series of their own by their paths.</param>
/// <param name="Findings">What the monitor found, in order.</param>
internal sealed record RunReport(
    string ModelType, string Started, long Steps, IReadOnlyDictionary<string, string> Modules, IReadOnlyDictionary<string, ObservedLayer> Layers, IReadOnlyList<ObservedFinding> Findings)
{
    private const int Version = 1;

    /// <summary>The day of the run.</summary>
    public string Day => Started.Length >= 10 ? Started.Substring(0, 10) : Started;

    /// <exception cref="FormatException">It is no report, or one of a later version.</exception>
    public static RunReport Parse(string text)
    {
        var root = new JsonObject(JsonText.Parse(text));
        if (root.Text("type") != "report")
            throw new FormatException("its type is not \"report\"");
        if (root.Number("v") is not Version)
            throw new FormatException($"its version is {root.Number("v")?.ToString(CultureInfo.InvariantCulture) ?? "missing"}, and these analyzers read {Version}");

        var modules = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var module in root.Objects("modules"))
            modules[module.Text("path") ?? ""] = module.Text("type") ?? "";

        var layers = new Dictionary<string, ObservedLayer>(StringComparer.Ordinal);
        foreach (var layer in root.Objects("layers"))
            layers[layer.Text("path") ?? ""] = new(layer.Text("type") ?? "", (long)(layer.Number("elements") ?? 0), layer.Number("ratioToLast"));

        return new(
            root.Text("modelType") ?? throw new FormatException("it names no modelType"),
            root.Text("started") ?? "",
            (long)(root.Number("steps") ?? 0),
            modules,
            layers,
            [
                .. root.Objects("findings").Select(finding => new ObservedFinding(
                    finding.Text("symptom") ?? "", finding.Text("severity") ?? "", finding.Text("layer") ?? "", (long)(finding.Number("step") ?? 0), finding.Number("endStep") is not null,
                    finding.Text("message") ?? "", finding.Objects("remedies").Select(remedy => remedy.Text("action")).OfType<string>().FirstOrDefault())),
            ]);
    }

    /// <summary>A JSON object whose members may be missing or of any type.</summary>
    private readonly struct JsonObject(object? value)
    {
        private readonly Dictionary<string, object?>? _members = value as Dictionary<string, object?>;

        public string? Text(string name) => Read(name) as string;

        public double? Number(string name) => Read(name) is double number ? number : null;

        public IEnumerable<JsonObject> Objects(string name) => Read(name) is List<object?> list ? list.Select(element => new JsonObject(element)) : [];

        private object? Read(string name) => _members is not null && _members.TryGetValue(name, out var value) ? value : null;
    }
}

/// <summary>A layer as the run measured it.</summary>
/// <param name="Type">Type name of its module.</param>
/// <param name="Elements">Elements of its parameters.</param>
/// <param name="RatioToLast">Its median gradient norm over the last weight layer's; null where there was none.</param>
internal sealed record ObservedLayer(string Type, long Elements, double? RatioToLast);

/// <summary>A finding of the run.</summary>
/// <param name="Symptom">In snake case: "vanishing_gradient".</param>
/// <param name="Severity">"info", "warning" or "error".</param>
/// <param name="Layer">Path of the layer to look at first; empty for the model.</param>
/// <param name="Step">Where it began.</param>
/// <param name="HasEnded">Whether it was over before the run was.</param>
/// <param name="Message">What the monitor said.</param>
/// <param name="Remedy">What it advised first.</param>
internal sealed record ObservedFinding(string Symptom, string Severity, string Layer, long Step, bool HasEnded, string Message, string? Remedy);
