using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers.Tests.Observations;

/// <summary>A report of a run as docs/reports.md describes it.</summary>
internal sealed record Report(string ModelType)
{
    /// <summary>"fc1: Linear 72 1e-9": path, type, then for measured layers their elements and their ratio to the last layer.</summary>
    public ImmutableArray<string> Modules { get; init; } = [];

    public ImmutableArray<object> Findings { get; init; } = [];

    public string Started { get; init; } = "2026-11-25T19:51:52+00:00";

    public int LayersDropped { get; init; }

    public static object Vanishing(string layer, params string[] others) => Finding("vanishing_gradient", layer, others);

    public static object Finding(
        string symptom, string layer, string[]? others = null, string severity = "warning", int step = 18, int? endStep = null, string message = "it is bad", double value = 2e-9, double limit = 1e-4) => new
        {
            symptom,
            severity,
            layer,
            step,
            endStep,
            message,
            layers = (string[])[layer, .. others ?? []],
            evidence = (object[])[new { name = "ratio", value, limit }],
            remedies = (object[])[new { action = "Normalize.", link = "", rule = "GG0102" }],
        };

    public string ToJson()
    {
        var modules = Modules.Select(line => line.Split([": ", " "], StringSplitOptions.None)).ToList();
        return JsonSerializer.Serialize(new
        {
            type = "report",
            v = 1,
            model = ModelType.Split('.')[^1],
            modelType = ModelType,
            started = Started,
            steps = 600,
            layersDropped = LayersDropped,
            modules = modules.Select(words => new { path = words[0], type = FullName(words[1]) }).Prepend(new { path = "", type = ModelType }),
            layers = modules.Where(words => words.Length > 2).Select(words => new
            {
                path = words[0],
                type = words[1],
                elements = long.Parse(words[2]),
                weight = true,
                ratioToLast = words.Length > 3 ? double.Parse(words[3], System.Globalization.CultureInfo.InvariantCulture) : 1,
            }),
            findings = Findings,
        });
    }

    public AdditionalText AsFile(string path = "/project/train.gradguard.json") => new File(path, ToJson());

    public static AdditionalText Of(string text, string path = "/project/train.gradguard.json") => new File(path, text);

    // Types of the tests have no namespace, or say it.
    private static string FullName(string type) => type.StartsWith('@') ? type[1..] : $"TorchSharp.Modules.{type}";

    private sealed class File(string path, string text) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(text);

        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }
}
