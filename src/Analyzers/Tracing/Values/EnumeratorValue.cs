namespace GradGuard.Analyzers.Tracing;

/// <summary>A walk through a list that the code steers by itself: MoveNext, Current.</summary>
internal sealed class EnumeratorValue(ListValue list) : AbstractValue
{
    private int _place = -1;

    public AbstractValue Current => _place >= 0 && _place < list.Elements.Count ? list.Elements[_place] : new UnknownValue("an enumerator beside its elements");

    /// <summary>What a method of it returns; null where it is none that we know.</summary>
    public AbstractValue? Call(string method)
    {
        switch (method)
        {
            case "MoveNext":
                return ConstantValue.Of(++_place < list.Elements.Count);
            case "Reset":
                _place = -1;
                return this;
            case "Dispose":
                return this;
            default:
                return null;
        }
    }

    /// <summary>An enumerator over what can be walked; null where the code does not say how many elements there are.</summary>
    public static EnumeratorValue? Over(AbstractValue collection) => Sequences.ElementsOf(collection) is { HasKnownLength: true } list ? new(list) : null;
}
