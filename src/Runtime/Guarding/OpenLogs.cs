namespace GradGuard.Guarding;

/// <summary>
/// Which log of this process writes to which file: the latest. Two writers would overwrite each other's lines, as happens to guards that share
/// their options.
/// </summary>
internal static class OpenLogs
{
    private static readonly Dictionary<string, WeakReference<GuardLog>> Logs = [];

    /// <summary>Opens a log at a path that any earlier log there gives up first.</summary>
    public static GuardLog Open(string path, Func<GuardLog> open)
    {
        lock (Logs)
        {
            var file = Path.GetFullPath(path);
            if (Logs.TryGetValue(file, out var reference) && reference.TryGetTarget(out var earlier))
                earlier.GiveUp();

            var log = open();
            Logs[file] = new WeakReference<GuardLog>(log);
            return log;
        }
    }
}
