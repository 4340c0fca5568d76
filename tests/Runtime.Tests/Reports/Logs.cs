using System.Globalization;
using GradGuard.Reports;
using GradGuard.RunLog;

namespace GradGuard.Runtime.Tests.Reports;

/// <summary>Runs as lines of a log, made up for tests.</summary>
internal static class Logs
{
    public const string End = """{"type":"end","v":1,"time":"2026-01-01T00:01:00Z","steps":100,"findings":0}""";

    public static GradientReport Report(params IEnumerable<string> lines) => Report(null, lines);

    public static GradientReport Report(IEnumerable<Prediction>? predictions, IEnumerable<string> lines) =>
        GradientReport.Create(RunLogReader.ReadEntries(new StringReader(string.Join('\n', lines) + "\n"), "log"), predictions);

    public static string Run(params IEnumerable<string> paths) => RunOf("Net", paths);

    public static string RunOf(string model, IEnumerable<string> paths) =>
        $$"""{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":{{Json(model)}},"sampleEvery":1,"layersDropped":0,"layers":[{{string.Join(',', paths.Select(path => $$"""{"path":{{Json(path)}},"type":"Linear","elements":4,"weight":true}"""))}}],"modules":[{"path":"","type":{{Json("Users." + model)}}}]}""";

    public static string Step(long step, double loss, params double[] norms) =>
        $$"""{"type":"step","v":1,"step":{{step}},"loss":{{Number(loss)}},"norm":{{Number(norms.Sum())}},"elapsed":{{step}},"monitor":{{Number(step * 1e-3)}},"norms":[{{string.Join(',', norms.Select(Number))}}],"weightNorms":[{{string.Join(',', norms.Select(Number))}}],"updates":[{{string.Join(',', norms.Select(_ => "0.001"))}}]}""";

    public static string Activations(long step, params IEnumerable<(string Path, double? Dead, double? Saturated)> activations) =>
        $$"""{"type":"step","v":1,"step":{{step}},"loss":1,"norm":1,"elapsed":{{step}},"monitor":{{Number(step * 1e-3)}},"activations":[{{string.Join(',', activations.Select(activation =>
            $$"""{"path":{{Json(activation.Path)}},"type":"ReLU","mean":-0.5,"deviation":1{{Share("dead", activation.Dead)}}{{Share("saturated", activation.Saturated)}}}"""))}}]}""";

    public static string Finding(long step, string symptom, string severity, string layer, bool ended = false, string message = "it is so") =>
        $$"""{"type":"finding","v":1,"step":{{step}},"symptom":"{{symptom}}","severity":"{{severity}}","layer":{{Json(layer)}},"ended":{{(ended ? "true" : "false")}},"message":{{Json(message)}},"layers":[{{Json(layer)}}],"evidence":[{"name":"ratio","value":1e-9,"limit":1e-4}],"link":""}""";

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    /// <summary>A step before which noise scale, curvature and covariance of two layers were measured.</summary>
    public static string Deep(long step, double scale, string first = "fc1", string second = "fc2") =>
        $$$"""{"type":"step","v":1,"step":{{{step}}},"loss":1,"norm":1,"elapsed":{{{step}}},"monitor":{{{Number(step * 1e-3)}}},"deep":{"step":{{{step - 1}}},"noise":{"scale":{{{Number(scale)}}},"microBatches":8,"samples":4,"gradientSquared":2,"noiseTrace":{{{Number(2 * scale)}}},"meanNorm":1.5,"layers":[{"path":{{{Json(first)}}},"norm":1,"cosine":0.25},{"path":{{{Json(second)}}},"norm":2,"cosine":null}],"covariance":{"observations":8,"layers":[],"values":[]} },"hessian":{"top":4,"largestMagnitude":-5,"iterations":20,"converged":true},"covariance":{"observations":100,"layers":[{{{Json(first)}}},{{{Json(second)}}}],"values":[1,-0.5,4]} } }""";

    private static string Share(string name, double? share) => share is { } value ? $",\"{name}\":{Number(value)}" : "";

    private static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "null";
}
