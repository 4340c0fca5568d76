using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GradGuard.Cli.Reporting;

/// <summary>The judgement for other tools.</summary>
internal static class JsonGate
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static void Write(GateResult result, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            runLog = result.RunLog,
            model = result.Report.Run.ModelType,
            steps = result.Report.Steps,
            sampledSteps = result.Report.SampledSteps,
            complete = result.Report.IsComplete,
            result.FailOn,
            result.ExitCode,
            result.Fault,
            findings = result.Report.Findings.Select(found => new
            {
                symptom = found.Finding.Symptom.Name(),
                severity = found.Finding.Severity.Name(),
                found.Finding.Layer,
                found.Finding.Step,
                found.EndStep,
                found.Finding.Message,
                fails = result.IsFailing(found),
                remedies = found.Finding.Remedies.Select(remedy => new { remedy.Action, remedy.Link, rule = remedy.RuleId }),
                found.Finding.Link,
            }),
        },
        Options));
}
