namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Conditions that the code alone does not decide. The interpreter runs the code once for every way through them and takes the answers
/// of one way from here; running again is simpler than copying a state full of objects, and there are few ways. Where there are too
/// many, those that leave the first way at one condition come first, so that every branch is seen before any combination.
/// </summary>
internal sealed class Choices(int mostPaths)
{
    private readonly Queue<IReadOnlyList<bool>> _open = new();
    private readonly Dictionary<string, bool> _named = [];
    private List<bool> _path = [];
    private int _given;
    private int _position;
    private int _finishedPaths;

    /// <summary>Whether some ways were left out since there are too many.</summary>
    public bool AreCapped { get; private set; }

    /// <summary>The answer to a condition; the same condition by name has the same answer wherever it is asked.</summary>
    /// <param name="condition">Its name; null where it has none.</param>
    /// <param name="wish">The only answer that leads to a model, as at a guard that throws; null where both do.</param>
    public bool Next(string? condition, bool? wish = null)
    {
        if (condition?.StartsWith("!", StringComparison.Ordinal) == true)
            return !Next(condition.Substring(1), !wish);
        if (condition is not null && _named.TryGetValue(condition, out var known))
            return known;
        if (wish is { } wished)
        {
            if (condition is not null)
                _named[condition] = wished;

            return wished;
        }

        if (_position == _path.Count)
            _path.Add(true);

        var answer = _path[_position++];
        if (condition is not null)
            _named[condition] = answer;

        return answer;
    }

    /// <summary>Moves to the next way; false when all are walked.</summary>
    /// <param name="madeModel">Whether the last way counts; one that ended in an exception of the user's does not.</param>
    public bool MoveToNextPath(bool madeModel)
    {
        for (var i = _given; i < _path.Count && _open.Count <= mostPaths; i++)
            _open.Enqueue([.. _path.Take(i), !_path[i]]);

        _finishedPaths += madeModel ? 1 : 0;
        AreCapped = _open.Count > 0 && _finishedPaths >= mostPaths;
        if (_open.Count == 0 || AreCapped)
            return false;

        _path = [.. _open.Dequeue()];
        _given = _path.Count;
        _position = 0;
        _named.Clear();
        return true;
    }
}
