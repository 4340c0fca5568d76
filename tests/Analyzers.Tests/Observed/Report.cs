using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers.Tests.Observed;

/// <summary>A report of a run as <c>gradguard report</c> writes it, as an additional file.</summary>
internal sealed record Report(string ModelType, params (string Path, string Type, int Elements)[] Layers)
{
    public string Started { get; init; } = "2026-11-25T10:00:00Z";

    public (string Path, string Type)[] Modules { get; init; } = [];

    public object[] Findings { get; init; } = [];

    public Report Found(string symptom, string layer, string severity = "warning", int? endStep = null, string message = "so it was") => this with
    {
        Findings = [.. Findings, new { symptom, severity, layer, step = 18, endStep, message, remedies = new[] { new { action = "Mend it." } } }],
    };

    public AdditionalText AsFile(string path = "train.gradguard.json") => new Text(path, JsonSerializer.Serialize(new
    {
        type = "report",
        v = 1,
        modelType = ModelType,
        started = Started,
        steps = 400,
        modules = Modules.Concat(Layers.Select(layer => (layer.Path, Type: $"TorchSharp.Modules.{layer.Type}"))).Prepend((Path: "", Type: ModelType)).Select(module => new { path = module.Path, type = module.Type }),
        layers = Layers.Select(layer => new { path = layer.Path, type = layer.Type, elements = layer.Elements, ratioToLast = 3e-9 }),
        findings = Findings,
    }));

    public static AdditionalText Raw(string text, string path = "train.gradguard.json") => new Text(path, text);

    private sealed class Text(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
