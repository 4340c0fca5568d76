namespace GradGuard.Detection.Scoring;

/// <summary>What the monitor is held to.</summary>
internal static class Targets
{
    /// <summary>A fault must be found within so many steps of its start.</summary>
    public const int Delay = 50;

    /// <summary>Share of faulty runs in which it must be.</summary>
    public const double Found = 0.95;

    /// <summary>Share of faulty runs with a layer to blame in which the right one must be named first.</summary>
    public const double RightLayer = 0.9;

    /// <summary>A healthy run must bring its loss down to this share of its beginning, or it is no proof of anything.</summary>
    public const double HealthyLoss = 0.9;
}
