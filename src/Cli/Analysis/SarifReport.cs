using System.Collections.Immutable;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;

namespace GradGuard.Cli.Analysis;

/// <summary>The form that code scanning services read: SARIF 2.1.0 (OASIS, 2020), with every rule's metadata.</summary>
internal static class SarifReport
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    private const string Home = "https://github.com/gradguard/gradguard";

    // Files below the current folder are named relative to it, so that a log made on one machine fits the sources on another.
    private const string SourceRoot = "SRCROOT";

    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(AnalysisReport report, TextWriter output)
    {
        var rules = GradGuardAnalyzers.All.SelectMany(analyzer => analyzer.SupportedDiagnostics).OrderBy(rule => rule.Id, StringComparer.Ordinal).ToImmutableArray();
        var log = new JsonObject
        {
            ["$schema"] = Schema,
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "GradGuard",
                        ["semanticVersion"] = Version,
                        ["informationUri"] = Home,
                        ["rules"] = Array(rules.Select(Rule)),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["originalUriBaseIds"] = new JsonObject { [SourceRoot] = new JsonObject { ["uri"] = new Uri(Environment.CurrentDirectory + "/").AbsoluteUri } },
                ["results"] = Array(report.Diagnostics.Select(diagnostic => Result(diagnostic, rules))),
            }),
        };
        output.WriteLine(log.ToJsonString(Options));
    }

    private static string Version =>
        typeof(SarifReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static JsonObject Rule(DiagnosticDescriptor rule) => new()
    {
        ["id"] = rule.Id,
        ["shortDescription"] = Text(rule.Title.ToString(null)),
        ["fullDescription"] = Text(rule.Description.ToString(null)),
        ["helpUri"] = rule.HelpLinkUri,
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level(rule.DefaultSeverity) },
        ["properties"] = new JsonObject { ["category"] = rule.Category },
    };

    private static JsonObject Result(DiagnosticReport diagnostic, ImmutableArray<DiagnosticDescriptor> rules) => new()
    {
        ["ruleId"] = diagnostic.Id,
        ["ruleIndex"] = rules.Select(rule => rule.Id).ToList().IndexOf(diagnostic.Id),
        ["level"] = Level(diagnostic.Severity),
        ["message"] = Text(diagnostic.Message),
        ["locations"] = new JsonArray(new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = Artifact(diagnostic.File),
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

    private static JsonObject Artifact(string file)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, file);
        var isBelow = !Path.IsPathRooted(relative) && !relative.StartsWith("..", StringComparison.Ordinal);
        return isBelow
            ? new JsonObject { ["uri"] = string.Join('/', relative.Split(Path.DirectorySeparatorChar).Select(Uri.EscapeDataString)), ["uriBaseId"] = SourceRoot }
            : new JsonObject { ["uri"] = new Uri(Path.GetFullPath(file)).AbsoluteUri };
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static JsonArray Array(IEnumerable<JsonObject> items) => [.. items];

    private static string Level(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };
}
