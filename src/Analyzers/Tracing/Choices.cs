namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// Conditions that the code alone does not decide. The interpreter runs the code once for every way through them and takes the answers
/// of one way from here; running again is simpler than copying a state full of objects, and there are few ways.
/// </summary>
internal sealed class Choices(int mostPaths)
{
    private readonly List<Choice> _path = [];
    private readonly Dictionary<string, bool> _named = [];
    private int _position;
    private int _finishedPaths;

    /// <summary>Whether some ways were left out since there are too many.</summary>
    public bool AreCapped { get; private set; }

    /// <summary>The answer to a condition; the same condition by name has the same answer wherever it is asked.</summary>
    public bool Next(string? condition)
    {
        if (condition?.StartsWith("!", StringComparison.Ordinal) == true)
            return !Next(condition.Substring(1));
        if (condition is not null && _named.TryGetValue(condition, out var known))
            return known;

        if (_position == _path.Count)
            _path.Add(new Choice { Answer = true, HasOther = true });

        var answer = _path[_position++].Answer;
        if (condition is not null)
            _named[condition] = answer;

        return answer;
    }

    /// <summary>Moves to the next way; false when all are walked.</summary>
    /// <param name="madeModel">Whether the last way counts; one that ended in an exception of the user's does not.</param>
    public bool MoveToNextPath(bool madeModel)
    {
        _finishedPaths += madeModel ? 1 : 0;
        _position = 0;
        _named.Clear();
        while (_path.Count > 0 && !_path[_path.Count - 1].HasOther)
            _path.RemoveAt(_path.Count - 1);

        if (_path.Count == 0)
            return false;

        if (_finishedPaths >= mostPaths)
        {
            AreCapped = true;
            return false;
        }

        _path[_path.Count - 1] = new Choice { Answer = false, HasOther = false };
        return true;
    }

    private struct Choice
    {
        public bool Answer;
        public bool HasOther;
    }
}
