using GradGuard.Deep;
using GradGuard.RunLog;
using GradGuard.Snapshots;

namespace GradGuard.Guarding;

/// <summary>The run log of one guard: a mistake when it is opened, and only a message when the disk fills up later.</summary>
internal sealed class GuardLog
{
    private readonly WatchedModel _watched;
    private readonly int _sampleEvery;
    private readonly MonitorMessages _messages;
    private readonly object _gate = new();
    private RunLogWriter? _writer;

    private GuardLog(RunLogWriter writer, WatchedModel watched, int sampleEvery, MonitorMessages messages)
    {
        _writer = writer;
        _watched = watched;
        _sampleEvery = sampleEvery;
        _messages = messages;
    }

    /// <exception cref="ArgumentException">The file cannot be written.</exception>
    public static GuardLog Open(string path, WatchedModel watched, int sampleEvery, MonitorMessages messages) => OpenLogs.Open(path, () =>
    {
        RunLogWriter? writer = null;
        try
        {
            writer = new RunLogWriter(path);
            writer.WriteRun(watched.ModelType, sampleEvery, watched.Catalog, watched.Modules);
            return new GuardLog(writer, watched, sampleEvery, messages);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            writer?.Dispose();
            throw new ArgumentException($"The run log {path} cannot be written ({exception.Message}). Set RunLogPath to a file in a writable folder, or to null.", nameof(GradientGuardOptions.RunLogPath), exception);
        }
    });

    public void WriteStep(StepSnapshot snapshot, bool hasFindings, double elapsed, double monitorSeconds, DeepMeasurement? deep)
    {
        lock (_gate)
            try
            {
                if (_writer?.Describes(snapshot.Catalog) == false)
                    _writer.WriteRun(_watched.ModelType, _sampleEvery, snapshot.Catalog, _watched.Modules);

                _writer?.WriteStep(snapshot, hasFindings, elapsed, monitorSeconds, deep);
            }
            catch (IOException exception)
            {
                Abandon(exception.Message);
            }
    }

    public void WriteFinding(Finding finding)
    {
        lock (_gate)
            try
            {
                _writer?.WriteFinding(finding);
            }
            catch (IOException exception)
            {
                Abandon(exception.Message);
            }
    }

    public void Complete(long steps, int findings, DeepMeasurement? deep)
    {
        lock (_gate)
        {
            try
            {
                _writer?.WriteEnd(steps, findings, deep);
                _writer?.Dispose();
            }
            catch (IOException exception)
            {
                Abandon(exception.Message);
            }

            _writer = null;
        }
    }

    /// <summary>Ends the log where it is, since another one is about to be written to its file.</summary>
    public void GiveUp()
    {
        lock (_gate)
            if (_writer is not null)
                Abandon("another guard writes to its file now. Give each guard a RunLogPath of its own, and dispose a guard before the next run.");
    }

    private void Abandon(string reason)
    {
        _messages.Once($"the run log ends here, the rest of the run is not logged: {reason}");
        _writer?.Dispose();
        _writer = null;
    }
}
