using GradGuard.Dashboard.Serving;

namespace GradGuard.Dashboard.Runs;

/// <summary>The run logs of a folder and those below it, those that come later too. A run's log is read when a page first asks for it.</summary>
internal sealed class RunFolder(string path) : IRunCatalog
{
    private const string Pattern = "*.gradguard.jsonl";

    // More than one chooses from, and more than are looked at by turns.
    private const int MostNames = 200;
    private const int MostOpen = 8;

    private static readonly EnumerationOptions Search = new() { RecurseSubdirectories = true, MaxRecursionDepth = 4, IgnoreInaccessible = true };

    private readonly object _gate = new();
    private readonly LinkedList<(string Name, RunAnswer Answer, IRunSource Source)> _open = [];

    public IReadOnlyList<string> Names => !Directory.Exists(path) ? [] :
    [
        .. new DirectoryInfo(path).EnumerateFiles(Pattern, Search).OrderByDescending(file => file.LastWriteTimeUtc)
            .Select(file => Path.GetRelativePath(path, file.FullName)).Take(MostNames),
    ];

    // Only what was found is opened: a name cannot lead out of the folder.
    public RunAnswer? Find(string? name) => Names switch
    {
        [] => null,
        var names when name is null => Open(names[0]),
        var names => names.Contains(name) ? Open(name) : null,
    };

    public void Dispose()
    {
        lock (_gate)
            foreach (var (_, _, source) in _open)
                source.Dispose();
    }

    private RunAnswer Open(string name)
    {
        lock (_gate)
        {
            var known = _open.FirstOrDefault(run => run.Name == name);
            if (known.Answer is null)
            {
                var source = new LogSource(Path.Combine(path, name));
                known = (name, new RunAnswer(source), source);
            }
            else
            {
                _open.Remove(known);
            }

            // The one not asked for the longest makes room; a page that still asks for it has it read again. Another request may be reading it
            // at this moment, and it holds no file open, so it is left to the collector.
            _open.AddFirst(known);
            if (_open.Count > MostOpen)
                _open.RemoveLast();

            return known.Answer;
        }
    }
}
