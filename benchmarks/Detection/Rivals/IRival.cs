namespace GradGuard.Detection.Rivals;

/// <summary>The rules of a published tool, over the same runs.</summary>
internal interface IRival
{
    string Name { get; }

    /// <summary>Whether any of its rules fires on this observation. Called in order of steps.</summary>
    bool Alarms(Observation observation);
}
