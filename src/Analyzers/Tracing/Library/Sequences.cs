namespace GradGuard.Analyzers.Tracing;

/// <summary>Values as sequences of elements.</summary>
internal static class Sequences
{
    /// <summary>The elements of a value that can be walked; null where it cannot or nothing is known of them.</summary>
    public static ListValue? ElementsOf(AbstractValue value) => value switch
    {
        ListValue list => list,
        ContainerModule { Type.Name: "ModuleDict" } dictionary => dictionary.Children,
        ContainerModule container => new ListValue(container.Children.Elements.Select(child => child is RepeatedElements ? child : ModuleNames.ModuleOf(child)), container.Children.Scope),
        DictionaryValue dictionary => dictionary.Pairs,
        _ => null,
    };

    /// <summary>The elements of a range; null where the code does not say which.</summary>
    public static ListValue? Slice(ListValue list, RangeValue range)
    {
        if (!list.HasKnownLength || Place(range.Start, 0) is not { } start || Place(range.End, list.Elements.Count) is not { } end || start < 0 || end > list.Elements.Count || start > end)
            return null;

        return new ListValue(list.Elements.Skip((int)start).Take((int)(end - start)));

        long? Place(AbstractValue? index, long open) => index switch
        {
            null => open,
            ConstantValue { Value: long place } => place,
            FromEndValue { Offset: ConstantValue { Value: long place } } => list.Elements.Count - place,
            _ => null,
        };
    }

    /// <summary>So many elements from one on, or those of a range; the list itself where neither is given, null where the code does not say which.</summary>
    public static ListValue? Stretch(ListValue list, AbstractValue? start, AbstractValue? length) => start switch
    {
        null or ConstantValue { Value: null } => list,
        RangeValue range => Slice(list, range),
        _ => Slice(list, new RangeValue(start is FromEndValue { Offset: var offset } ? SymbolicNumber.Subtract(list.Count, offset) : start, length is null or ConstantValue { Value: null } ? null : SymbolicNumber.Add(start, length))),
    };

    /// <summary>The child of a container under a name.</summary>
    public static AbstractValue? Named(AbstractValue container, string name) =>
        ModuleNames.Children(container).Where(child => child.Name == name).Select(child => child.Module).FirstOrDefault();

    /// <summary>Arguments of a constructor that takes its elements one by one or as a sequence.</summary>
    public static ListValue Flatten(IEnumerable<AbstractValue> arguments, RepeatScope? scope)
    {
        var list = new ListValue([], scope);
        foreach (var argument in arguments)
        {
            if (ElementsOf(argument) is { } inner && argument is not ContainerModule { IsSequential: true })
                list.Elements.AddRange(inner.Elements);
            else if (argument is not ConstantValue { Value: null })
                list.Elements.Add(argument);
        }

        return list;
    }

    /// <summary>Applies a function to every element, once for those that stand for many.</summary>
    public static ListValue Map(Interpreter interpreter, ListValue list, Func<AbstractValue, AbstractValue> function) => Map(interpreter, list, (element, _) => function(element));

    /// <summary>Applies a function to every element and its place, once for those that stand for many; to one of those when code asks for its place.</summary>
    public static ListValue Map(Interpreter interpreter, ListValue list, Func<AbstractValue, AbstractValue, AbstractValue> function)
    {
        var mapped = new ListValue([], interpreter.Scope);
        var place = 0L;
        foreach (var element in list.Elements)
        {
            if (element is not RepeatedElements group)
            {
                mapped.Elements.Add(function(element, ConstantValue.Of(place++)));
                continue;
            }

            var images = new List<AbstractValue>();
            var first = place;
            interpreter.Repeat(group.Scope.Count, [], () => images.AddRange(group.Elements.Select(one => function(one, ConstantValue.Of(place++)))), null);
            var image = new RepeatedElements(group.Scope, group.HasPlaces ? at => function(group.At(at)!, at < 0 ? new UnknownValue("a place from the end") : ConstantValue.Of(first + at)) : null);
            image.Elements.AddRange(images);
            mapped.Elements.Add(image);
        }

        return mapped;
    }
}
