using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>
/// Which layers take part in which steps. Where branches come and go (a head for each task, an expert for each kind of input), a layer
/// without a gradient may only be waiting for its turn, while the layers before it learn from other branches.
/// </summary>
internal sealed class BranchUse
{
    private bool[] _hasHadGradient = [];
    private long[] _stepsIdle = [];
    private bool _hasBranches;
    private int _firstActive = int.MaxValue;

    public void Observe(StepSnapshot snapshot)
    {
        if (_stepsIdle.Length != snapshot.Layers.Length)
            (_hasHadGradient, _stepsIdle) = (new bool[snapshot.Layers.Length], new long[snapshot.Layers.Length]);

        // A step without any gradient says nothing of branches.
        if (snapshot.GlobalNormPreClip == 0)
            return;

        _firstActive = int.MaxValue;
        for (var layer = 0; layer < _stepsIdle.Length; layer++)
        {
            if (snapshot.LayerBuffer[layer].SumOfSquares == 0)
            {
                _stepsIdle[layer]++;
                continue;
            }

            _hasBranches |= _hasHadGradient[layer] && _stepsIdle[layer] > 0;
            _hasHadGradient[layer] = true;
            _stepsIdle[layer] = 0;
            _firstActive = Math.Min(_firstActive, layer);
        }
    }

    /// <summary>Whether <paramref name="layer"/> may have no gradient because no input of late went its way.</summary>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="patience">Sampled steps after which a branch that never had its turn counts as none.</param>
    public bool MayWait(int layer, long patience) =>
        _firstActive < layer && (_hasHadGradient[layer] || (_hasBranches && _stepsIdle[layer] < patience));
}
