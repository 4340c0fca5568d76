using GradGuard.Snapshots;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Invariants;

/// <summary>
/// Compares each gradient of a run's first steps with the one before, over the smallest parameters, which are read in microseconds: enough
/// to tell gradients that add up from gradients that are made anew. Where gradients are seen to be zeroed, there is nothing to tell.
/// </summary>
internal sealed class RecurrenceMeter(nn.Module model) : IDisposable
{
    /// <summary>Sampled steps that are compared; after them the meter costs nothing.</summary>
    public const int Steps = 40;

    /// <summary>Most elements read in a step.</summary>
    private const long MostElements = 16384;

    // Of the root mean square: float32 rounds at 6e-8 of it.
    private const double SmallestRealElement = 1e-3;

    private readonly ZeroedProbe _zeroed = new(model);
    private int[] _chosen = [];
    private float[]?[] _previous = [];
    private float[]?[] _changes = [];
    private double _changeNorm;
    private int _parameterCount = -1;
    private int _completed;

    /// <summary>Reads the gradient as backward left it, before clipping.</summary>
    public void Measure(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot)
    {
        snapshot.Recurrence = null;
        if (_completed is 0 or >= Steps || _zeroed.SawZeroed || parameters.Length != _parameterCount || snapshot.NonFiniteCount > 0)
            return;

        double squares = 0, previousSquares = 0, changeSquares = 0, changeProduct = 0, largestGone = 0;
        long elements = 0, nonZero = 0, kept = 0;
        for (var i = 0; i < _chosen.Length; i++)
        {
            using var gradient = parameters[_chosen[i]].grad;
            if (TensorValues.Copy(gradient) is not { } now || _previous[i] is not { } before || now.Length != before.Length)
                continue;

            var lastChange = _changes[i]?.Length == now.Length ? _changes[i] : null;
            var thisChange = lastChange ?? new float[now.Length];
            for (var element = 0; element < now.Length; element++)
            {
                var change = (double)now[element] - before[element];
                nonZero += now[element] != 0 ? 1 : 0;
                kept += now[element] != 0 && change == 0 ? 1 : 0;
                largestGone = now[element] == 0 ? Math.Max(largestGone, Math.Abs(before[element])) : largestGone;
                changeProduct += lastChange is null ? 0 : change * lastChange[element];
                thisChange[element] = (float)change;
                squares += (double)now[element] * now[element];
                previousSquares += (double)before[element] * before[element];
                changeSquares += change * change;
            }

            _changes[i] = thisChange;
            elements += now.Length;
        }

        // No sum comes to exactly 0, but what is 0 up to rounding, such as the bias before a normalization.
        if (largestGone > SmallestRealElement * Math.Sqrt(previousSquares / Math.Max(1, elements)))
            _zeroed.SawZeroed = true;

        var changeNorm = Math.Sqrt(changeSquares);
        var changeCosine = _completed > 1 ? changeProduct / (changeNorm * _changeNorm) : double.NaN;
        snapshot.Recurrence = new GradientRecurrence(Math.Sqrt(squares), Math.Sqrt(previousSquares), changeNorm, changeCosine, (double)kept / Math.Max(1, nonZero));
        _changeNorm = changeNorm;
    }

    /// <summary>Keeps the gradient as the step leaves it.</summary>
    public void Keep(ReadOnlySpan<Parameter> parameters)
    {
        if (_completed >= Steps || _zeroed.SawZeroed)
        {
            Dispose();
            return;
        }

        if (parameters.Length != _parameterCount)
            Choose(parameters);

        Parameter? nonZero = null;
        for (var i = 0; i < _chosen.Length; i++)
        {
            using var gradient = parameters[_chosen[i]].grad;
            _previous[i] = TensorValues.Copy(gradient);
            if (nonZero is null && _previous[i] is { } values && Array.Exists(values, value => value != 0))
                nonZero = parameters[_chosen[i]];
        }

        _zeroed.Await(nonZero);
        _completed++;
    }

    public void Dispose()
    {
        _zeroed.Dispose();
        _previous = [];
        _changes = [];
        _chosen = [];
        _completed = Steps;
    }

    // A change of the model in its first steps starts the series anew.
    private void Choose(ReadOnlySpan<Parameter> parameters)
    {
        var sizes = new long[parameters.Length];
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = parameters[i].NumberOfElements;

        long total = 0;
        _chosen = [.. Enumerable.Range(0, sizes.Length).OrderBy(i => sizes[i]).TakeWhile(i => (total += sizes[i]) <= MostElements)];
        _previous = new float[_chosen.Length][];
        _changes = new float[_chosen.Length][];
        _parameterCount = parameters.Length;
        _completed = 0;
    }
}
