namespace GradGuard.Analyzers;

/// <summary>
/// Keeps a fault of ours from the user's build: a rule that crashes says nothing, where the compiler would report AD0001 on every
/// build. Tests subscribe, so that no fault stays hidden from us.
/// </summary>
internal static class AnalyzerFaults
{
    public static event Action<string, Exception>? Occurred;

    /// <summary>Whether an exception is a fault, and not the wish to stop.</summary>
    public static bool IsOurs(Exception exception) => exception is not OperationCanceledException;

    public static void Note(string where, Exception fault) => Occurred?.Invoke(where, fault);

    /// <summary>Does something whose fault ends it and nothing else.</summary>
    public static void Guard<TContext>(string where, Action<TContext> act, TContext context)
    {
        try
        {
            act(context);
        }
        catch (Exception fault) when (IsOurs(fault))
        {
            Note(where, fault);
        }
    }

    /// <summary>What is made; null where that ends in a fault.</summary>
    public static T? OrNull<TContext, T>(string where, Func<TContext, T?> make, TContext context)
        where T : class
    {
        try
        {
            return make(context);
        }
        catch (Exception fault) when (IsOurs(fault))
        {
            Note(where, fault);
            return null;
        }
    }
}
