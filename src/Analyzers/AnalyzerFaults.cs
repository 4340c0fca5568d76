namespace GradGuard.Analyzers;

/// <summary>
/// Keeps a fault of ours from the user's build: a rule that crashes says nothing, where the compiler would report AD0001 on every
/// build. Tests subscribe, so that no fault stays hidden from us.
/// </summary>
internal static class AnalyzerFaults
{
    public static event Action<string, Exception>? Occurred;

    public static void Guard(string rule, Action run)
    {
        try
        {
            run();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Occurred?.Invoke(rule, fault);
        }
    }
}
