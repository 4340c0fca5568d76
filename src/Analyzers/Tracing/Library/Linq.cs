using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>System.Linq on lists of known elements.</summary>
internal static class Linq
{
    public static AbstractValue? Call(Interpreter interpreter, IMethodSymbol method, Arguments arguments, SyntaxNode syntax)
    {
        if (method.ContainingType is not ({ Name: "Enumerable", ContainingNamespace.Name: "Linq" } or { IsStatic: true, ContainingNamespace.Name: "Immutable" or "Frozen" } or { Name: "ImmutableArrayExtensions" }))
            return null;

        if (method.Name is "Range" or "Repeat" or "Empty")
            return Generate(interpreter, method.Name, arguments);
        if (method is { Name: "Create", OriginalDefinition.Parameters: { Length: > 0 } elements } && elements[0].Type is ITypeParameterSymbol)
            return new ListValue(arguments.Values, interpreter.Scope);
        if (arguments[0] is not { } first || (Sequences.ElementsOf(first) ?? FromOutside(interpreter, first)) is not { } list)
            return arguments[0] is UnknownValue unknown ? unknown : null;

        AbstractValue Apply(params AbstractValue[] values) => interpreter.Apply(arguments[1]!, values, syntax);
        switch (method.Name)
        {
            case "Select":
                return Sequences.Map(interpreter, OneForEachModule(interpreter, list, arguments[1]!), (element, position) => Apply(element, position));
            case "Zip" when arguments.Count >= 2 && Sequences.ElementsOf(arguments[1]!) is { } others && list.HasKnownLength != others.HasKnownLength:
                var (one, two) = (AsLongAs(others, list), AsLongAs(list, others));
                return one is null || two is null ? null : OnKnownLength(interpreter, method.Name, one, new(method.Parameters, [one, two, .. arguments.Values.Skip(2)]), syntax);
            case "SelectMany" when arguments.Count == 2:
                var place = 0L;
                return Sequences.Flatten(list.Elements.Select(element => element is RepeatedElements group ? FlattenGroup(group, Apply) : Apply(element, ConstantValue.Of(place++))), interpreter.Scope);
            // from a in first from b in second select …
            case "SelectMany" when arguments.Count == 3 && arguments[2] is FunctionValue pair:
                return Sequences.Flatten(
                    list.Elements.Select(element => element is RepeatedElements group ? FlattenGroup(group, values => Pairs(values[0])) : Pairs(element)).ToList(), interpreter.Scope);

                AbstractValue Pairs(AbstractValue element) => Apply(element) is var image && Sequences.ElementsOf(image) is { } inner
                    ? Sequences.Map(interpreter, inner, other => interpreter.Apply(pair, [element, other], syntax))
                    : image;
            case "Where":
                return Filter(list, element => Apply(element));
            case "ToList" or "ToArray" or "AsEnumerable" or "Cast" or "ToHashSet" or "ToImmutableArray" or "ToImmutableList" or "ToImmutableHashSet" or "ToFrozenSet" or "CreateRange" or "Create" when arguments.Count == 1:
                return new ListValue(list.Elements, interpreter.Scope);
            case "ToDictionary" or "ToImmutableDictionary" or "ToImmutableSortedDictionary" or "ToFrozenDictionary":
                return arguments.Count > 1
                    ? KnownCollections.ToDictionary(interpreter, list, element => new TupleValue([Apply(element), arguments[2] is FunctionValue valueOf ? interpreter.Apply(valueOf, [element], syntax) : element]))
                    : KnownCollections.ToDictionary(interpreter, list, element => element);
            case "OfType":
                return Filter(list, element => interpreter.IsOfType(element, method.TypeArguments[0]));
            case "Concat":
                return Sequences.ElementsOf(arguments[1]!) is { } other ? new ListValue(list.Elements.Concat(other.Elements), interpreter.Scope) : null;
            case "Append":
                return new ListValue(list.Elements.Append(arguments[1]!), interpreter.Scope);
            case "Prepend":
                return new ListValue(list.Elements.Prepend(arguments[1]!), interpreter.Scope);
            case "Aggregate" when arguments.Count is 3 or 4:
                var folded = Fold(interpreter, list, arguments[1]!, arguments[2]!, syntax);
                return arguments.Count == 3 ? folded : interpreter.Apply(arguments[3]!, [folded], syntax);
            case "Aggregate" when arguments.Count == 2 && list.Elements.Count > 0 && list.Elements[0] is not RepeatedElements:
                return Fold(interpreter, new ListValue(list.Elements.Skip(1)), list.Elements[0], arguments[1]!, syntax);
            case "Count" when arguments.Count == 1:
                return list.Count;
            case "Any" when arguments.Count == 1 && list.HasKnownLength:
                return ConstantValue.Of(list.Elements.Count > 0);
        }

        // First(l => l is Linear), Sum(l => l.Width): the same of those that are meant, or of what is made of them.
        if (arguments[1] is FunctionValue && arguments.Count == 2 && method.Name is "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" or "Last" or "LastOrDefault" or "Count" or "Sum" or "Max" or "Min")
        {
            var meant = method.Name is "Sum" or "Max" or "Min" ? Sequences.Map(interpreter, list, element => Apply(element)) : Filter(list, element => Apply(element));
            return meant is null ? null : method.Name == "Count" ? meant.Count : meant.HasKnownLength ? OnKnownLength(interpreter, method.Name, meant, new(method.Parameters, meant), syntax) : null;
        }

        return list.HasKnownLength ? OnKnownLength(interpreter, method.Name, list, arguments, syntax) : null;
    }

    // columns.Select((column, i) => embeddings[i].call(column)): how many columns there are only a run knows, but each has a module of its own.
    private static ListValue OneForEachModule(Interpreter interpreter, ListValue list, AbstractValue function) =>
        function is FunctionValue { Body: { } body, Method.Parameters: { Length: 2 } parameters } && StandsForAll(list) is { } group && interpreter.ModulesTakenAt(body, parameters[1]) is { } modules
            ? Repeated(group, modules)
            : list;

    // A list of unknown length beside one of known length, which ends both.
    private static ListValue? AsLongAs(ListValue known, ListValue list) => list.HasKnownLength ? list : StandsForAll(list) is { } group ? Repeated(group, known.Elements.Count) : null;

    private static RepeatedElements? StandsForAll(ListValue list) => list.Elements.Count == 1 && list.Elements[0] is RepeatedElements { Elements.Count: 1 } group ? group : null;

    private static ListValue Repeated(RepeatedElements group, int count) => new(Enumerable.Range(0, count).Select(i => (group.HasPlaces ? group.At(i) : null) ?? group.Elements[0]));

    // A sequence from outside: as many elements as its length, one of which stands for all.
    private static ListValue? FromOutside(Interpreter interpreter, AbstractValue value)
    {
        var element = value is not OpaqueValue { Type: { } type } ? null
            : type is IArrayTypeSymbol array ? array.ElementType
            : type is INamedTypeSymbol { IsGenericType: true } generic && generic.TypeArguments.Length == 1 ? generic.TypeArguments[0] : null;
        if (element is null)
            return null;

        var group = new RepeatedElements(new RepeatScope(SymbolicNumber.Named(value.Name + ".Length")));
        group.Elements.Add(interpreter.FromOutside(value.Name + "[i]", element, ((OpaqueValue)value).IsInput));
        return new ListValue([group], interpreter.Scope);
    }

    private static AbstractValue? OnKnownLength(Interpreter interpreter, string name, ListValue list, Arguments arguments, SyntaxNode syntax)
    {
        var elements = list.Elements;
        var number = arguments.Count > 1 && arguments[1] is ConstantValue { Value: long given } ? (int?)given : null;
        return name switch
        {
            "First" or "FirstOrDefault" or "Single" or "SingleOrDefault" when arguments.Count == 1 && elements.Count > 0 => elements[0],
            "Last" or "LastOrDefault" when arguments.Count == 1 && elements.Count > 0 => elements[elements.Count - 1],
            "ElementAt" when number is { } at && at >= 0 && at < elements.Count => elements[at],
            "TakeLast" when number is { } last and >= 0 => new ListValue(elements.Skip(Math.Max(0, elements.Count - last))),
            "Distinct" when elements.TrueForAll(element => element is ConstantValue) => new ListValue(elements.GroupBy(element => ((ConstantValue)element).Value).Select(equal => equal.First())),
            "Index" when arguments.Count == 1 => new ListValue(elements.Select((element, at) => (AbstractValue)new TupleValue([ConstantValue.Of((long)at), element]))),
            "Chunk" when number is { } many and > 0 => new ListValue(Enumerable.Range(0, (elements.Count + many - 1) / many).Select(part => (AbstractValue)new ListValue(elements.Skip(part * many).Take(many)))),
            "Skip" when number is { } skipped => new ListValue(elements.Skip(skipped)),
            "SkipLast" when number is { } skipped => new ListValue(elements.Take(elements.Count - skipped)),
            "Take" when number is { } taken => new ListValue(elements.Take(taken)),
            "Reverse" => new ListValue(elements.AsEnumerable().Reverse()),
            "TakeWhile" or "SkipWhile" when elements.ConvertAll(element => interpreter.Apply(arguments[1]!, [element], syntax)) is var answers
                && answers.TrueForAll(answer => answer is ConstantValue { Value: bool }) && answers.FindIndex(answer => answer is ConstantValue { Value: false }) is var end =>
                new ListValue((name == "TakeWhile", end) switch { (true, < 0) => elements, (true, _) => elements.Take(end), (_, < 0) => [], _ => elements.Skip(end) }),
            "OrderBy" or "OrderByDescending" or "Order" or "OrderDescending" when elements.ConvertAll(element =>
                Sizes.Number(arguments.Count > 1 ? interpreter.Apply(arguments[1]!, [element], syntax) : element)) is var keys && !keys.Contains(null) =>
                new ListValue(Sorted(elements, keys, isDescending: name.EndsWith("Descending", StringComparison.Ordinal))),
            "Zip" when arguments.Count >= 2 && Sequences.ElementsOf(arguments[1]!) is { HasKnownLength: true } other =>
                new ListValue(elements.Zip(other.Elements, (one, two) => arguments.Count == 2 ? new TupleValue([one, two]) : interpreter.Apply(arguments[2]!, [one, two], syntax))),
            "Contains" when arguments[1] is ConstantValue sought && elements.All(element => element is ConstantValue) =>
                ConstantValue.Of(elements.Any(element => Equals(((ConstantValue)element).Value, sought.Value))),
            "All" or "Any" when arguments.Count == 2 && elements.Select(element => interpreter.Apply(arguments[1]!, [element], syntax)).ToList() is var answers
                && answers.TrueForAll(answer => answer is ConstantValue { Value: bool }) =>
                ConstantValue.Of(name == "All" ? answers.TrueForAll(answer => answer is ConstantValue { Value: true }) : answers.Exists(answer => answer is ConstantValue { Value: true })),
            "Sum" or "Max" or "Min" when arguments.Count == 1 && elements.All(element => element is ConstantValue { Value: long }) && elements.Count > 0 =>
                Total(name, [.. elements.Select(element => (long)((ConstantValue)element).Value!)]),
            _ => null,
        };
    }

    private static IEnumerable<AbstractValue> Sorted(List<AbstractValue> elements, List<double?> keys, bool isDescending)
    {
        var places = Enumerable.Range(0, elements.Count);
        return (isDescending ? places.OrderByDescending(i => keys[i]) : places.OrderBy(i => keys[i])).Select(i => elements[i]);
    }

    private static ConstantValue Total(string name, long[] numbers) =>
        ConstantValue.Of(name switch { "Sum" => numbers.Sum(), "Max" => numbers.Max(), _ => numbers.Min() });

    private static AbstractValue? Generate(Interpreter interpreter, string name, Arguments arguments)
    {
        if (name == "Empty")
            return new ListValue([], interpreter.Scope);

        var (start, count) = (arguments[0]!, arguments[1]!);
        if (count is ConstantValue { Value: long known and >= 0 and <= Budget.MostTurns })
            return new ListValue(Enumerable.Range(0, (int)known).Select(i => name == "Repeat" ? start : SymbolicNumber.IsNumber(start) ? SymbolicNumber.Add(start, ConstantValue.Integer(i)) : start), interpreter.Scope);
        if (count is not SymbolicNumber symbol)
            return null;

        var group = new RepeatedElements(new RepeatScope(symbol));
        group.Elements.Add(name == "Repeat" ? start : SymbolicNumber.Named("i"));
        return new ListValue([group], interpreter.Scope);
    }

    private static RepeatedElements FlattenGroup(RepeatedElements group, Func<AbstractValue[], AbstractValue> apply)
    {
        var flat = new RepeatedElements(group.Scope);
        foreach (var element in group.Elements)
        {
            var image = apply([element]);
            flat.Elements.AddRange(Sequences.ElementsOf(image)?.Elements ?? [image]);
        }

        return flat;
    }

    private static ListValue? Filter(ListValue list, Func<AbstractValue, AbstractValue> predicate)
    {
        var kept = new List<AbstractValue>();
        foreach (var element in list.Elements)
        {
            if (element is RepeatedElements group)
            {
                var inner = new RepeatedElements(group.Scope);
                foreach (var repeated in group.Elements)
                    if (predicate(repeated) is ConstantValue { Value: bool holds })
                        inner.Elements.AddRange(holds ? [repeated] : []);
                    else
                        return null;
                if (inner.Elements.Count > 0)
                    kept.Add(inner);
            }
            else if (predicate(element) is ConstantValue { Value: bool holds })
                kept.AddRange(holds ? [element] : []);
            else
                return null;
        }

        return new ListValue(kept);
    }

    private static AbstractValue Fold(Interpreter interpreter, ListValue list, AbstractValue seed, AbstractValue function, SyntaxNode syntax)
    {
        var value = seed;
        foreach (var element in list.Elements)
        {
            if (element is RepeatedElements group)
                interpreter.Repeat(group.Scope.Count, value is TensorValue ? [new Slot(() => value, next => value = next)] : [], () =>
                {
                    foreach (var inner in group.Elements)
                        value = interpreter.Apply(function, [value, inner], syntax);
                }, syntax);
            else
                value = interpreter.Apply(function, [value, element], syntax);
        }

        return value;
    }
}
