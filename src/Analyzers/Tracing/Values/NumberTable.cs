namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// An array of numbers too long to follow each of them, such as the sines of all positions: what loops have put into it when they were given
/// up stands for all of it.
/// </summary>
/// <param name="lengths">Its lengths, which only a run may know.</param>
internal sealed class NumberTable(IReadOnlyList<AbstractValue> lengths) : AbstractValue
{
    private readonly Dictionary<long, double> _numbers = [];
    private bool _holdsAngles;
    private bool _isUnknown;
    private bool _isCut;

    /// <summary>Puts a value at a place; where the indices do not tell it, at the next one.</summary>
    public void Write(IReadOnlyList<AbstractValue> indices, AbstractValue value)
    {
        if (Sizes.Number(value) is { } number)
            _numbers[PlaceOf(indices) is >= 0 and var place ? place : _numbers.Count] = number;
        else if (IsAngle(value))
            _holdsAngles = true;
        else
            _isUnknown = true;
    }

    /// <summary>Code that may write more of the same is passed over.</summary>
    public void Cut()
    {
        _isCut = true;
        _isUnknown |= _numbers.Count == 0;
    }

    /// <summary>Other code may have written anything.</summary>
    public void Forget() => _isUnknown = true;

    public DataTensor AsTensor(string name)
    {
        if (_isUnknown || (_holdsAngles && _numbers.Count > 0))
            return new(name, shape: lengths);
        if (_holdsAngles)
            return new(name, AngleEncodings.SquareOfSine, shape: lengths) { AreAngles = true };
        if (_numbers.Count == 0)
            return new(name, 0, ParameterDraw.Constant(0), lengths);

        // Rows are written in turn: those up to the last one written are as the rest will be.
        var covered = _isCut || Total() is not { } total ? _numbers.Keys.Max() + 1 : total;
        var constant = _numbers.Count == covered && _numbers.Values.Distinct().Count() == 1 ? ParameterDraw.Constant(_numbers.Values.First()) : null;
        return new(name, _numbers.Values.Sum(number => number * number) / covered, constant, lengths) { Mean = _numbers.Values.Sum() / covered };
    }

    private double? Total() => lengths.Aggregate((double?)1, (product, length) => product * Sizes.Number(length));

    private long? PlaceOf(IReadOnlyList<AbstractValue> indices)
    {
        var place = 0L;
        for (var i = 0; i < indices.Count; i++)
        {
            if (indices[i] is not ConstantValue { Value: long index } || (i > 0 && lengths[i] is not ConstantValue { Value: long }))
                return null;

            place = (i == 0 ? 0 : place * (long)((ConstantValue)lengths[i]).Value!) + index;
        }

        return place;
    }

    // Sin(angle), of an angle that only a run knows.
    private static bool IsAngle(AbstractValue value) => value.Name is { } name && (name.StartsWith("Sin(", StringComparison.Ordinal) || name.StartsWith("Cos(", StringComparison.Ordinal));
}
