namespace GradGuard.Activations;

/// <summary>Which units of a module have been active lately. A unit that one batch leaves cold may fire for the next, so a window decides.</summary>
internal sealed class UnitWindow
{
    /// <summary>Sampled steps without any activity that make a unit dead.</summary>
    public const int Steps = 4;

    private long[] _lastActive = [];
    private readonly long[] _outputs = new long[Steps];
    private long _step;

    /// <summary>Units in the latest step.</summary>
    public int UnitCount => _lastActive.Length;

    /// <summary>Sampled steps looked back on, at most <see cref="Steps"/>.</summary>
    public int StepCount => (int)Math.Min(_step, Steps);

    /// <summary>Outputs of each unit in the window.</summary>
    public long OutputsPerUnit => _outputs.Sum();

    /// <summary>Share of units without activity in the window, 0 to 1.</summary>
    public double DeadShare => _lastActive.Length == 0 ? 0 : (double)_lastActive.Count(last => last <= _step - StepCount) / _lastActive.Length;

    /// <summary>Adds a sampled step. Another number of units begins a new window.</summary>
    /// <param name="largest">The largest output magnitude of each unit.</param>
    /// <param name="outputs">Outputs of each unit, from 1.</param>
    public void Add(ReadOnlySpan<float> largest, long outputs)
    {
        if (largest.Length != _lastActive.Length)
        {
            _lastActive = new long[largest.Length];
            Array.Clear(_outputs);
            _step = 0;
        }

        _outputs[_step % Steps] = outputs;
        _step++;
        for (var unit = 0; unit < largest.Length; unit++)
            if (!(largest[unit] <= ActivationShape.NearZero))
                _lastActive[unit] = _step;
    }
}
