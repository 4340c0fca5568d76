using System.Text;
using GradGuard.Activations;
using GradGuard.Reports;
using GradGuard.Reports.History;
using GradGuard.RunLog;

namespace GradGuard.Dashboard.Runs;

/// <summary>The run of a log that another process writes, or wrote. Only what was appended since is read.</summary>
internal sealed class LogSource(string path) : IRunSource
{
    // Bytes read at once, so that a long log does not become one string.
    private const int ChunkLength = 1 << 20;

    private readonly object _gate = new();
    private readonly MemoryStream _line = new();
    private RunHistory _history = new();
    private List<(Finding Finding, long Line)> _findings = [];
    private RunEntry? _run;
    private DateTimeOffset _started = DateTimeOffset.MaxValue;
    private long _position;
    private long _lines;
    private EndEntry? _end;

    public long Version
    {
        get
        {
            lock (_gate)
            {
                Follow();
                return _position;
            }
        }
    }

    public (GradientReport Report, IReadOnlyList<ActivationStatistics> Activations) Read()
    {
        lock (_gate)
        {
            Follow();
            var run = _run ?? throw new InvalidDataException($"{path}: no run in it yet.");
            var identity = new RunIdentity(run.Model, run.Modules, _started, run.SampleEvery, run.LayersDropped);
            return (GradientReport.Create(identity, _history.Copy(), ReportFinding.Pair(_findings), _end?.Steps ?? _history.LastStep, _end is not null, null), []);
        }
    }

    public void Dispose() => _line.Dispose();

    private void Follow()
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (stream.Length < _position)
            StartOver();

        stream.Position = _position;
        var chunk = new byte[Math.Min(ChunkLength, Math.Max(1, stream.Length - _position))];
        for (var read = stream.Read(chunk); read > 0; read = stream.Read(chunk))
        {
            _position += read;
            Accept(chunk.AsSpan(0, read));
        }
    }

    // A line that has no end yet waits for it.
    private void Accept(ReadOnlySpan<byte> text)
    {
        for (var end = text.IndexOf((byte)'\n'); end >= 0; end = text.IndexOf((byte)'\n'))
        {
            _line.Write(text[..end]);
            Accept(Encoding.UTF8.GetString(_line.GetBuffer(), 0, (int)_line.Length));
            _line.SetLength(0);
            text = text[(end + 1)..];
        }

        _line.Write(text);
    }

    private void Accept(string line)
    {
        _lines++;
        RunLogEntry? entry;
        try
        {
            entry = RunLogLineParser.Parse(line);
        }
        catch (FormatException fault)
        {
            throw new InvalidDataException($"{path}, line {_lines}: not a line of a run log ({fault.Message}).", fault);
        }

        switch (entry)
        {
            case RunEntry run:
                (_run, _started) = (run, run.Time < _started ? run.Time : _started);
                _history.SetLayers(run.Layers);
                break;
            case StepEntry step when _run is not null:
                _history.Add(step.Step);
                break;
            case FindingEntry finding:
                _findings.Add((finding.Finding, _lines));
                break;
            case EndEntry end:
                _end = end;
                break;
        }
    }

    // Another run took the file.
    private void StartOver()
    {
        (_history, _findings, _run, _end) = (new(), [], null, null);
        (_started, _position, _lines) = (DateTimeOffset.MaxValue, 0, 0);
        _line.SetLength(0);
    }
}
