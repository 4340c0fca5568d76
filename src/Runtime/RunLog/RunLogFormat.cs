namespace GradGuard.RunLog;

/// <summary>The run log's fixed words: one JSON object a line, in files named <c>*.gradguard.jsonl</c>.</summary>
internal static class RunLogFormat
{
    public const int Version = 1;
    public const string Run = "run";
    public const string Step = "step";
    public const string Finding = "finding";
    public const string End = "end";

    /// <summary>The largest layer budget there is: a longer list is no run log.</summary>
    public const int MostLayers = 2000;
}
