using System.Text.Json;
using System.Text.Json.Serialization;
using GradGuard.RunLog;

namespace GradGuard.Dashboard;

/// <summary>What the page shows of a run: its latest step and its findings.</summary>
internal sealed record RunView(string Model, bool IsComplete, long Step, double? Loss, IReadOnlyList<LayerView> Layers, IReadOnlyList<FindingView> Findings)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static RunView From(RunRecord run)
    {
        var last = run.Steps.LastOrDefault();
        var norms = run.LatestDetail?.LayerNorms ?? [];
        return new RunView(
            run.Model,
            run.IsComplete,
            last?.Step ?? 0,
            last?.Loss,
            [.. run.Layers.Select((layer, i) => new LayerView(layer.Path, layer.ModuleType, i < norms.Length ? norms[i] : null))],
            [.. run.Findings.Select(finding => new FindingView(finding.Severity, finding.Step, finding.Layer, finding.Message, finding.IsEnd, finding.Link))]);
    }
}

/// <summary>A layer and its latest gradient norm; null where that is not finite or not measured.</summary>
internal sealed record LayerView(string Path, string Type, double? Norm);

/// <summary>A finding as the page lists it.</summary>
internal sealed record FindingView(Severity Severity, long Step, string Layer, string Message, bool Ended, string Link);
