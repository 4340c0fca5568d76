using System.Globalization;

namespace GradGuard.Analyzers.Observations;

/// <summary>Takes from a report what bears on declarations; <c>docs/reports.md</c> describes the format.</summary>
internal static class ReportReader
{
    private const double KnownVersion = 1;

    public static ReportFile Read(object? json)
    {
        if (json is not Dictionary<string, object?> report || Text(report, "type") != "report" || Text(report, "modelType") is not { Length: > 0 } modelType)
            return new(null, "it is not a report of gradguard");
        if (Number(report, "v") is not KnownVersion)
            return new(null, "it is of another version of gradguard");

        var modules = Objects(report, "modules")
            .Select(module => (Path: Text(module, "path"), Type: Text(module, "type")))
            .Where(module => module.Path is not null && module.Type is { Length: > 0 });
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, type) in modules)
            types[Plain(path!)] = type!;
        types[""] = modelType;

        var layers = new Dictionary<string, ObservedLayer>(StringComparer.Ordinal);
        foreach (var layer in Objects(report, "layers").Select(Layer).OfType<ObservedLayer>())
            layers[layer.Path] = layer;

        return new(
            new("", modelType, Time(report), Count(report, "steps") ?? 0, Number(report, "layersDropped") > 0, types, layers,
                [.. Objects(report, "findings").Select(Finding).OfType<ObservedFinding>()]),
            null);
    }

    private static ObservedLayer? Layer(Dictionary<string, object?> layer) => Text(layer, "path") is { Length: > 0 } path
        ? new(Plain(path), Count(layer, "elements") ?? 0, layer.TryGetValue("weight", out var weight) && weight is true, Number(layer, "ratioToLast"))
        : null;

    private static ObservedFinding? Finding(Dictionary<string, object?> finding) => Text(finding, "symptom") is { } symptom && Count(finding, "step") is { } step
        ? new(
            symptom,
            Text(finding, "severity") is "warning" or "error",
            Plain(Text(finding, "layer") ?? ""),
            step,
            Count(finding, "endStep"),
            Text(finding, "message") ?? "",
            finding.TryGetValue("layers", out var layers) && layers is List<object?> paths ? [.. paths.OfType<string>().Select(Plain)] : [],
            Objects(finding, "evidence").Select(evidence => Number(evidence, "value") is { } value ? ((double, double?)?)(value, Number(evidence, "limit")) : null).FirstOrDefault(),
            Objects(finding, "remedies").Select(remedy => Text(remedy, "action")).FirstOrDefault())
        : null;

    // TorchSharp registers an automatic property under the name of its field, <Fc>k__BackingField; layers of a report have it without.
    public static string Plain(string path) => path.IndexOf(">k__BackingField", StringComparison.Ordinal) < 0
        ? path
        : string.Join(".", path.Split('.').Select(segment => segment.Length > 0 && segment[0] == '<' && segment.IndexOf('>') is > 0 and var end ? segment.Substring(1, end - 1) : segment));

    private static DateTimeOffset? Time(Dictionary<string, object?> report) =>
        DateTimeOffset.TryParse(Text(report, "started"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static IEnumerable<Dictionary<string, object?>> Objects(Dictionary<string, object?> owner, string name) =>
        owner.TryGetValue(name, out var value) && value is List<object?> list ? list.OfType<Dictionary<string, object?>>() : [];

    private static string? Text(Dictionary<string, object?> owner, string name) => owner.TryGetValue(name, out var value) ? value as string : null;

    private static double? Number(Dictionary<string, object?> owner, string name) =>
        owner.TryGetValue(name, out var value) && value is double number && !double.IsInfinity(number) ? number : null;

    // Beyond 2^53 a double no longer counts.
    private static long? Count(Dictionary<string, object?> owner, string name) => Number(owner, name) is { } number && Math.Abs(number) <= 1L << 53 ? (long)number : null;
}
