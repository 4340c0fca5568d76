using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;

namespace GradGuard.Cli.Analysis;

/// <summary>The form that code scanning services read: SARIF 2.1.0 (OASIS, 2020), with every rule's metadata.</summary>
internal static class SarifReport
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(AnalysisReport report, TextWriter output)
    {
        var rules = GradGuardAnalyzers.All.SelectMany(analyzer => analyzer.SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal).ToImmutableArray();
        var log = new JsonObject
        {
            ["$schema"] = SarifFormat.Schema,
            ["version"] = SarifFormat.Version,
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "GradGuard",
                        ["semanticVersion"] = SarifFormat.ToolVersion,
                        ["informationUri"] = ProjectUrl.Home,
                        ["rules"] = Array(rules.Select(Rule)),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["originalUriBaseIds"] = SarifFormat.UriBases(),
                ["results"] = Array(report.Diagnostics.Select(diagnostic => Result(diagnostic, rules))),
            }),
        };
        output.WriteLine(log.ToJsonString(Options));
    }

    private static JsonObject Rule(DiagnosticDescriptor rule) => new()
    {
        ["id"] = rule.Id,
        ["shortDescription"] = SarifFormat.Text(rule.Title.ToString(null)),
        ["fullDescription"] = SarifFormat.Text(rule.Description.ToString(null)),
        ["helpUri"] = rule.HelpLinkUri,
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level(rule.DefaultSeverity) },
        ["properties"] = new JsonObject { ["category"] = rule.Category },
    };

    private static JsonObject Result(DiagnosticReport diagnostic, ImmutableArray<DiagnosticDescriptor> rules) => new()
    {
        ["ruleId"] = diagnostic.Id,
        ["ruleIndex"] = rules.Select(rule => rule.Id).ToList().IndexOf(diagnostic.Id),
        ["level"] = Level(diagnostic.Severity),
        ["message"] = SarifFormat.Text(diagnostic.Message),
        ["locations"] = new JsonArray(new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = SarifFormat.Artifact(diagnostic.File),
                ["region"] = new JsonObject
                {
                    ["startLine"] = diagnostic.Line,
                    ["startColumn"] = diagnostic.Span.Start.Character + 1,
                    ["endLine"] = diagnostic.Span.End.Line + 1,
                    ["endColumn"] = diagnostic.Span.End.Character + 1,
                },
            },
        }),
    };

    private static JsonArray Array(IEnumerable<JsonObject> items) => [.. items];

    private static string Level(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };
}
