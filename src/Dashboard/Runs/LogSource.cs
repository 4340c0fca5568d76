using GradGuard.Reports;
using GradGuard.Reports.History;
using GradGuard.RunLog;

namespace GradGuard.Dashboard.Runs;

/// <summary>The run of a log that another process writes, or wrote. Only what was appended since is read.</summary>
internal sealed class LogSource(string path) : IRunSource
{
    private readonly LogTail _tail = new(path);
    private RunHistory _history = new();
    private EntryOrder _order = new();
    private List<(Finding Finding, long Line)> _findings = [];
    private RunEntry? _run;
    private DateTimeOffset _started = DateTimeOffset.MaxValue;
    private EndEntry? _end;
    private long _lines;
    private long _restarts;

    public long Version
    {
        get
        {
            Follow();
            return _tail.Position + (_restarts << 44);
        }
    }

    public ShownRun Read()
    {
        Follow();
        var run = _run ?? throw new InvalidDataException($"{path}: no run in it yet.");
        var identity = new RunIdentity(run.Model, run.Modules, _started, run.SampleEvery, run.LayersDropped);
        var report = GradientReport.Create(identity, _history.Copy(), ReportFinding.Pair(_findings), _end?.Steps ?? _history.LastStep, _end is not null, null);
        return new ShownRun(report, _end is not null);
    }

    public void Dispose() => _tail.Dispose();

    private void Follow()
    {
        try
        {
            _tail.Follow(Accept, StartOver);
        }
        catch (InvalidDataException)
        {
            // What is wrong now may be put right, or another run may take the file: both are read from the beginning.
            _tail.StartOver();
            StartOver();
            throw;
        }
    }

    private void Accept(string line)
    {
        _lines++;
        try
        {
            var entry = RunLogLineParser.Parse(line);
            _order.Accept(entry);
            Accept(entry);
        }
        catch (FormatException fault)
        {
            throw new InvalidDataException($"{path}, line {_lines}: not a line of a run log ({fault.Message}).", fault);
        }
    }

    private void Accept(RunLogEntry? entry)
    {
        switch (entry)
        {
            case RunEntry run:
                (_run, _started) = (run, run.Time < _started ? run.Time : _started);
                _history.SetLayers(run.Layers);
                break;
            case StepEntry step:
                _history.Add(step.Step);
                break;
            case FindingEntry finding:
                _findings.Add((finding.Finding, _lines));
                break;
            case EndEntry end:
                _end = end;
                _history.Deep.Add(end.Deep);
                break;
        }
    }

    private void StartOver()
    {
        (_history, _order, _findings, _run, _end) = (new(), new(), [], null, null);
        (_started, _lines) = (DateTimeOffset.MaxValue, 0);
        _restarts++;
    }
}
