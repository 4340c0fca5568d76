using System.Collections.Immutable;

namespace GradGuard.RunLog;

/// <summary>Reads run logs, those of killed processes included.</summary>
public static class RunLogReader
{
    /// <summary>Reads a whole log into memory. A last line that was cut off is left out, and <see cref="RunRecord.IsComplete"/> is false.</summary>
    /// <param name="path">A <c>*.gradguard.jsonl</c> file; it may still be written to.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a run log, or of a later version; the message names the line.</exception>
    public static RunRecord Read(string path) => Gather(ReadEntries(path), path);

    /// <summary>Reads a whole log into memory.</summary>
    /// <param name="reader">Its text.</param>
    /// <param name="name">What to call it in error messages.</param>
    /// <exception cref="InvalidDataException">It is not a run log, or of a later version; the message names the line.</exception>
    public static RunRecord Read(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Gather(ReadEntries(reader, name), name);
    }

    /// <summary>Reads a log line by line; only one line is in memory at a time. A last line that was cut off is left out.</summary>
    /// <param name="path">A <c>*.gradguard.jsonl</c> file; it may still be written to.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is not a run log, or of a later version; the message names the line.</exception>
    public static IEnumerable<RunLogEntry> ReadEntries(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        foreach (var entry in ReadEntries(reader, path))
            yield return entry;
    }

    /// <inheritdoc cref="ReadEntries(string)"/>
    /// <param name="reader">The log's text.</param>
    /// <param name="name">What to call it in error messages.</param>
    public static IEnumerable<RunLogEntry> ReadEntries(TextReader reader, string name)
    {
        ArgumentNullException.ThrowIfNull(reader);

        // What is no JSON at all may have no line ends either: say so before reading it in search of one.
        if (reader.Peek() is not ('{' or -1))
            throw Fault(name, 1, "it does not begin with {", null);

        return Entries(reader, name);
    }

    private static IEnumerable<RunLogEntry> Entries(TextReader reader, string name)
    {
        var check = new EntryOrder();
        var number = 0L;
        for (var line = reader.ReadLine(); line is not null;)
        {
            number++;
            var next = reader.ReadLine();
            RunLogEntry? entry = null;
            try
            {
                entry = RunLogLineParser.Parse(line);
                check.Accept(entry);
            }
            catch (FormatException exception)
            {
                // Only the last line can be cut off.
                if (next is not null || number == 1)
                    throw Fault(name, number, exception.Message, exception);
            }

            if (entry is not null)
                yield return entry with { Line = number };

            line = next;
        }

        if (!check.HasRun)
            throw new InvalidDataException($"{name}: no run in it; the run log of a guard begins with a line of type \"run\".");
    }

    private static RunRecord Gather(IEnumerable<RunLogEntry> entries, string name)
    {
        RunRecord? run = null;
        var steps = ImmutableArray.CreateBuilder<StepRecord>();
        var findings = ImmutableArray.CreateBuilder<Finding>();
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case RunEntry opened:
                    run = new RunRecord(opened.Model, run?.Started ?? opened.Time, opened.SampleEvery, opened.Layers, [], [], IsComplete: false) { Modules = opened.Modules };
                    break;
                case StepEntry step:
                    steps.Add(step.Step);
                    break;
                case FindingEntry finding:
                    findings.Add(finding.Finding);
                    break;
                case EndEntry:
                    run = run! with { IsComplete = true };
                    break;
            }
        }

        return run! with { Steps = steps.ToImmutable(), Findings = findings.ToImmutable() };
    }

    private static InvalidDataException Fault(string name, long line, string reason, Exception? cause) => new(
        $"{name}, line {line}: not a line of a run log ({reason}). Expected the *.gradguard.jsonl file that GradientGuardOptions.RunLogPath names.", cause);
}
