namespace GradGuard.Analyzers.Tracing;

/// <summary>An array, a list or any sequence. An element may stand for several: see <see cref="RepeatedElements"/>.</summary>
internal sealed class ListValue(IEnumerable<AbstractValue> elements, RepeatScope? scope = null) : AbstractValue
{
    public List<AbstractValue> Elements { get; } = [.. elements];

    /// <summary>The repeated block that made the list; what an inner block adds to it is added at every turn.</summary>
    public RepeatScope? Scope { get; } = scope;

    /// <summary>How many elements an array was made for whose length only a run knows: new Linear[depth]. They are put in one after another; null for any other list.</summary>
    public AbstractValue? Room { get; init; }

    /// <summary>The lengths of an array of several dimensions, whose elements stand row by row; null for any other list.</summary>
    public IReadOnlyList<long>? Sides { get; init; }

    public bool HasKnownLength => Room is null && !Elements.Exists(element => element is RepeatedElements);

    /// <summary>Single elements before the first that a loop has put in.</summary>
    public int Leading => Elements.TakeWhile(element => element is not RepeatedElements).Count();

    /// <summary>Single elements after the last that a loop has put in.</summary>
    public int Trailing => Elements.Count - 1 - Elements.FindLastIndex(element => element is RepeatedElements);

    public AbstractValue Count
    {
        get
        {
            if (Room is not null)
                return Room;

            AbstractValue count = ConstantValue.Integer(0);
            foreach (var element in Elements)
                count = SymbolicNumber.Add(count, element is RepeatedElements group ? group.Total : ConstantValue.Integer(1));

            return count;
        }
    }

    /// <summary>The length of a dimension; null where there is none such.</summary>
    public AbstractValue? LengthOf(long axis) => Sides is { } sides ? axis >= 0 && axis < sides.Count ? ConstantValue.Of(sides[(int)axis]) : null : axis == 0 ? Count : null;

    /// <summary>The place of an element of an array of several dimensions; null where the indices do not tell.</summary>
    public AbstractValue? PlaceOf(IReadOnlyList<AbstractValue> indices)
    {
        if (Sides is not { } sides || indices.Count != sides.Count)
            return null;

        AbstractValue place = ConstantValue.Integer(0);
        for (var i = 0; i < sides.Count; i++)
            place = SymbolicNumber.IsNumber(indices[i]) ? SymbolicNumber.Add(SymbolicNumber.Multiply(place, ConstantValue.Of(sides[i])), indices[i]) : new UnknownValue("an index");
        return place;
    }

    /// <summary>Adds an element from code that runs in the given block.</summary>
    public void Add(AbstractValue element, RepeatScope? current)
    {
        if (current is null || ReferenceEquals(current, Scope))
        {
            Elements.Add(element);
            return;
        }

        if (Elements.Count == 0 || Elements[Elements.Count - 1] is not RepeatedElements group || !ReferenceEquals(group.Scope, current))
            Elements.Add(group = new RepeatedElements(current));

        group.Elements.Add(element);
    }

    /// <summary>Puts an element before all others, from code that runs in the given block.</summary>
    public void AddFirst(AbstractValue element, RepeatScope? current)
    {
        if (current is null || ReferenceEquals(current, Scope))
        {
            Elements.Insert(0, element);
            return;
        }

        if (Elements.Count == 0 || Elements[0] is not RepeatedElements group || !ReferenceEquals(group.Scope, current))
            Elements.Insert(0, group = new RepeatedElements(current));

        group.Elements.Insert(0, element);
    }

    /// <summary>The element at an index; for an index within a repeated group the one that stands for all of its turns; null outside.</summary>
    public AbstractValue? At(AbstractValue index)
    {
        if (index is ConstantValue { Value: long position })
        {
            for (var i = 0; i < Elements.Count; i++)
            {
                if (Elements[i] is RepeatedElements group)
                    return group.At(position);
                if (i == position)
                    return Elements[i];
            }

            return null;
        }

        // Where all are alike it makes no difference which one is meant.
        if (HasKnownLength)
            return Elements.Count > 0 && Elements.TrueForAll(element => Likeness.AreAlike(Elements[0], element)) ? Elements[0] : null;

        // layers[layers.Count - 1]
        if (SymbolicNumber.IsNumber(index) && SymbolicNumber.Difference(Count, index) is >= 1 and var fromEnd && fromEnd <= Trailing)
            return Elements[Elements.Count - (int)fromEnd];

        // An index that only a run knows can mean the repeated group where nothing but single elements stands before it.
        var groups = Elements.OfType<RepeatedElements>().ToList();
        return groups.Count == 1 && groups[0].Elements.Count == 1 ? groups[0].Elements[0] : null;
    }
}

/// <summary>Elements that a loop with an unknown number of turns adds at every turn.</summary>
/// <param name="scope">The loop.</param>
/// <param name="part">Makes the element at a place of its own, where code may ask for several; null where one stands for all.</param>
internal sealed class RepeatedElements(RepeatScope scope, Func<long, AbstractValue>? part = null) : AbstractValue
{
    private readonly Dictionary<long, AbstractValue> _parts = [];

    public RepeatScope Scope { get; } = scope;

    public List<AbstractValue> Elements { get; } = [];

    /// <summary>Whether each place has an element of its own.</summary>
    public bool HasPlaces => part is not null;

    /// <summary>The element at a known place, negative from the end; null where the code does not tell which it is.</summary>
    public AbstractValue? At(long position)
    {
        if (part is null)
            return Elements.Count == 1 ? Elements[0] : null;
        if (!_parts.TryGetValue(position, out var made))
            _parts[position] = made = part(position);

        return made;
    }

    public AbstractValue Total => SymbolicNumber.Multiply(Scope.Count, ConstantValue.Integer(Elements.Count));
}

/// <summary>One walk through the body of a loop that stands for as many turns as a name says.</summary>
internal sealed class RepeatScope(SymbolicNumber count)
{
    public SymbolicNumber Count { get; } = count;
}
