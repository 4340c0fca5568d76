using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Variables and their values: few enough that looking through them costs less than hashing symbols.</summary>
internal sealed class Variables
{
    private ISymbol[] _symbols = [];
    private AbstractValue[] _values = [];
    private int _count;

    /// <summary>The value of a variable; null where it has none.</summary>
    public AbstractValue? this[ISymbol variable] => Find(variable) is >= 0 and var place ? _values[place] : null;

    /// <summary>Gives a variable that is there another value; false where it is not.</summary>
    public bool TryReplace(ISymbol variable, AbstractValue value)
    {
        if (Find(variable) is not (>= 0 and var place))
            return false;

        _values[place] = value;
        return true;
    }

    /// <summary>Adds a variable, or gives it another value.</summary>
    public void Set(ISymbol variable, AbstractValue value)
    {
        if (TryReplace(variable, value))
            return;

        if (_count == _symbols.Length)
        {
            Array.Resize(ref _symbols, Math.Max(4, 2 * _count));
            Array.Resize(ref _values, _symbols.Length);
        }

        _symbols[_count] = variable;
        _values[_count++] = value;
    }

    // One and the same symbol is nearly always one and the same object.
    private int Find(ISymbol variable)
    {
        for (var i = 0; i < _count; i++)
            if (ReferenceEquals(_symbols[i], variable))
                return i;
        for (var i = 0; i < _count; i++)
            if (_symbols[i].Name == variable.Name && SymbolEqualityComparer.Default.Equals(_symbols[i], variable))
                return i;

        return -1;
    }
}
