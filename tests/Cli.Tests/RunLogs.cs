namespace GradGuard.Cli.Tests;

/// <summary>Recorded runs as users have them.</summary>
internal static class RunLogs
{
    public const string Run = """{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Net","sampleEvery":1,"layersDropped":0,"layers":[{"path":"fc1","type":"Linear","elements":12,"weight":true},{"path":"fc2","type":"Linear","elements":12,"weight":true}],"modules":[{"path":"","type":"Users.Net"}]}""";
    public const string Step = """{"type":"step","v":1,"step":20,"loss":0.5,"norm":1,"norms":[1e-9,1],"weightNorms":[1e-9,1]}""";
    public const string End = """{"type":"end","v":1,"time":"2026-01-01T00:01:00Z","steps":20,"findings":1}""";

    public static string Finding(string severity, string layer = "fc1", string message = "its gradient is gone", string symptom = "vanishing_gradient") =>
        $$"""{"type":"finding","v":1,"step":20,"symptom":"{{symptom}}","severity":"{{severity}}","layer":{{Json(layer)}},"ended":false,"message":{{Json(message)}},"layers":[{{Json(layer)}}],"evidence":[],"link":""}""";

    public static string[] Healthy => [Run, Step, End];

    public static string[] Sick(string severity = "warning") => [Run, Step, Finding(severity), End];

    public static string WriteLog(this SourceFolder folder, params string[] lines) => folder.Write("train.gradguard.jsonl", string.Concat(lines.Select(line => line.Length == 0 ? "" : line + "\n")));

    private static string Json(string text) => System.Text.Json.JsonSerializer.Serialize(text);
}
