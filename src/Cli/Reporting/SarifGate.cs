using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GradGuard.Cli.Analysis;
using GradGuard.Reports;

namespace GradGuard.Cli.Reporting;

/// <summary>
/// The judgement as SARIF 2.1.0 (OASIS, 2020): a rule for each symptom, a result for each finding. A finding has no place in a source
/// file: it stands at its line in the run log, and names its layer as logical location.
/// </summary>
internal static class SarifGate
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(GateResult result, TextWriter output)
    {
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
                        ["name"] = "GradGuard monitor",
                        ["semanticVersion"] = SarifFormat.ToolVersion,
                        ["informationUri"] = ProjectUrl.Home,
                        ["rules"] = new JsonArray([.. Enum.GetValues<Symptom>().Select(Rule)]),
                    },
                },
                ["columnKind"] = "utf16CodeUnits",
                ["originalUriBaseIds"] = SarifFormat.UriBases(),
                ["invocations"] = new JsonArray(Invocation(result)),
                ["results"] = new JsonArray([.. result.Report.Findings.Select(found => Result(result, found))]),
            }),
        };
        output.WriteLine(log.ToJsonString(Options));
    }

    private static JsonObject Rule(Symptom symptom) => new()
    {
        ["id"] = symptom.Name(),
        ["name"] = symptom.ToString(),
        ["shortDescription"] = SarifFormat.Text(symptom.Name().Replace('_', ' ')),
        ["helpUri"] = Remedies.RemedyToolkit.PageOf(symptom),
    };

    private static JsonObject Invocation(GateResult result)
    {
        var invocation = new JsonObject { ["executionSuccessful"] = result.Fault is null, ["exitCode"] = result.ExitCode };
        if (result.Fault is { } fault)
            invocation["toolExecutionNotifications"] = new JsonArray(new JsonObject { ["level"] = "error", ["message"] = SarifFormat.Text(fault) });

        return invocation;
    }

    private static JsonObject Result(GateResult result, ReportFinding found)
    {
        var finding = found.Finding;
        var location = new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = SarifFormat.Artifact(result.RunLog),
                ["region"] = new JsonObject { ["startLine"] = found.Line },
            },
        };
        if (finding.Layer.Length > 0)
            location["logicalLocations"] = new JsonArray(new JsonObject { ["fullyQualifiedName"] = $"{result.Report.Run.ModelType}.{finding.Layer}", ["kind"] = "member" });

        return new JsonObject
        {
            ["ruleId"] = finding.Symptom.Name(),
            ["ruleIndex"] = (int)finding.Symptom,
            ["level"] = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" },
            ["message"] = SarifFormat.Text(string.Join('\n', finding.Remedies.Select(remedy => "- " + remedy.Action).Prepend(PlainText.Of(finding.ToString())))),
            ["locations"] = new JsonArray(location),
            ["partialFingerprints"] = new JsonObject { ["symptomAtLayer/v1"] = $"{finding.Symptom.Name()}:{finding.Layer}" },
        };
    }
}
