using GradGuard.Snapshots;

namespace GradGuard.Detectors;

/// <summary>One weight layer's gradient is orders of magnitude below or above both its neighbours', and stays there.</summary>
internal sealed class LayerImbalanceDetector(DetectorSettings settings) : IDetector
{
    private const double WakingFactor = 3;

    private int[] _weightLayers = [];
    private ConditionTracker[] _outOfLine = [];
    private double[] _normsAtSuspicion = [];

    public void Inspect(StepSnapshot snapshot, FindingCollector findings)
    {
        if (_outOfLine.Length != snapshot.Layers.Length)
            Reset(snapshot);

        for (var i = 1; i + 1 < _weightLayers.Length; i++)
        {
            var layer = _weightLayers[i];
            var norm = snapshot.WeightGradientNormBuffer[layer];
            var before = snapshot.WeightGradientNormBuffer[_weightLayers[i - 1]];
            var after = snapshot.WeightGradientNormBuffer[_weightLayers[i + 1]];
            if (!double.IsFinite(norm + before + after))
                continue;

            // An exact 0 is no small gradient but none at all: other detectors' case.
            var isLow = norm > 0 && norm < Math.Min(before, after) / settings.ImbalanceFactor && !WakesUp(layer, norm);
            var isHigh = norm > Math.Max(before, after) * settings.ImbalanceFactor && before > 0 && after > 0;
            var transition = _outOfLine[layer].Observe(isLow || isHigh);
            if (transition == Transition.Ended)
                findings.Add(Finding.End(Symptom.LayerImbalance, snapshot.Catalog.Layers[layer].Path, snapshot.Step, $"its gradient, {norm:0.0e+0}, is in line with its neighbours' again"));
            else if (transition == Transition.Began)
                findings.Add(new Finding
                {
                    Symptom = Symptom.LayerImbalance,
                    Severity = Severity.Warning,
                    Layer = snapshot.Catalog.Layers[layer].Path,
                    Step = snapshot.Step,
                    Message = $"its gradient is {norm:0.0e+0} where its neighbours have {before:0.0e+0} and {after:0.0e+0}",
                    Evidence = [new("gradient norm", norm), new("norm of the layer before", before), new("norm of the layer after", after)],
                });
        }
    }

    // A branch that starts at zero is out of line until it has grown.
    private bool WakesUp(int layer, double norm)
    {
        var grows = norm > WakingFactor * _normsAtSuspicion[layer];
        if (grows)
            _normsAtSuspicion[layer] = norm;

        return grows;
    }

    private void Reset(StepSnapshot snapshot)
    {
        var layers = snapshot.Catalog.Layers;
        _weightLayers = [.. Enumerable.Range(0, layers.Length).Where(layer => layers[layer].HasWeight)];
        _normsAtSuspicion = new double[layers.Length];
        _outOfLine = new ConditionTracker[layers.Length];
        Array.Fill(_outOfLine, new ConditionTracker(settings.PersistenceWindow, settings.PersistenceWindow));
    }
}
