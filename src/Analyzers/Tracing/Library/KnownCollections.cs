using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Lists, dictionaries, tuples and text of the base class library.</summary>
internal static class KnownCollections
{
    public static AbstractValue? Create(Interpreter interpreter, INamedTypeSymbol type, Arguments arguments)
    {
        switch (type.Name)
        {
            // What is pushed last comes first.
            case "Stack" when arguments[0] is { } pushed && Sequences.ElementsOf(pushed) is { HasKnownLength: true } all:
                return new ListValue(all.Elements.AsEnumerable().Reverse(), interpreter.Scope);
            case "List" or "Queue" or "Stack" or "LinkedList" or "HashSet" or "Collection":
                return arguments[0] is { } source && Sequences.ElementsOf(source) is { } copied
                    ? new ListValue(copied.Elements, interpreter.Scope)
                    : arguments.Count == 0 || arguments[0] is ConstantValue or SymbolicNumber ? new ListValue([], interpreter.Scope) : null;
            case var _ when IsDictionary(type):
                return ToDictionary(interpreter, arguments.Values.Count > 0 ? Sequences.ElementsOf(arguments.Values[0]) : null, element => element);
            case "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment" when arguments[0] is { } array && Sequences.ElementsOf(array) is { } seen:
                return Sequences.Stretch(seen, arguments[1], arguments[2]);
            case "Lazy" when arguments.Count > 0 && arguments.Values[0] is FunctionValue make:
                return new LazyValue(make);
            case "Tuple" or "ValueTuple" or "KeyValuePair":
                return new TupleValue([.. arguments.Values]);
            default:
                return null;
        }
    }

    /// <summary>A ParameterList or ParameterDict, which is a module to the library and a collection to all who use it.</summary>
    public static AbstractValue OfParameters(Interpreter interpreter, string type, Arguments arguments) => Sequences.Flatten(arguments.Values, interpreter.Scope) is var elements && type == "ParameterDict"
        ? ToDictionary(interpreter, elements, element => element)
        : elements;

    public static AbstractValue? Call(Interpreter interpreter, IMethodSymbol method, AbstractValue? receiver, Arguments arguments) => receiver switch
    {
        ListValue or DictionaryValue when method.Name == "GetEnumerator" && EnumeratorValue.Over(receiver) is { } enumerator => enumerator,
        EnumeratorValue walk => walk.Call(method.Name),
        ListValue or DictionaryValue when ImmutableCollections.Call(interpreter, method, receiver, arguments) is { } made => made,
        ListValue list => CallList(interpreter, list, method, arguments),
        DictionaryValue dictionary => CallDictionary(interpreter, dictionary, method.Name, arguments),
        ConstantValue { Value: string text } => KnownText.Call(text, method.Name, arguments),
        null when method is { Name: "Create", ContainingType.Name: "Tuple" or "ValueTuple" or "KeyValuePair" } => new TupleValue([.. arguments.Values]),
        null when method is { Name: "Empty", ContainingType.Name: "Array" } => new ListValue([], interpreter.Scope),
        null when method.Name is "AsSpan" or "AsMemory" && arguments[0] is { } whole && Sequences.ElementsOf(whole) is { } seen => Sequences.Stretch(seen, arguments[1], arguments[2]),
        null when method.Name is "Fill" && method.ContainingType.Name == "Array" && arguments[0] is ListValue list => Fill(list, arguments[1]!),
        null when method is { Name: "ConvertAll" or "ForEach", ContainingType.SpecialType: SpecialType.System_Array } && Sequences.ElementsOf(arguments[0]!) is { } elements =>
            OnEach(interpreter, elements, method.Name, arguments[1]!),
        null when method.ContainingType.SpecialType == SpecialType.System_Enum => Enumerations.Call(interpreter, method, arguments),
        null => ImmutableCollections.CreateBuilder(interpreter, method) ?? KnownText.CallStatic(method, arguments),
        _ => null,
    };

    public static bool IsDictionary(INamedTypeSymbol type) => type is { Name: "Dictionary" or "SortedDictionary" or "OrderedDictionary" or "SortedList" or "ConcurrentDictionary", TypeArguments.Length: 2 };

    /// <summary>A dictionary of what stands in a sequence, each element made a pair; an empty one where there is no sequence.</summary>
    public static DictionaryValue ToDictionary(Interpreter interpreter, ListValue? list, Func<AbstractValue, AbstractValue> pairOf)
    {
        var dictionary = new DictionaryValue(interpreter.Scope);
        foreach (var element in list?.Elements ?? [])
        {
            if (element is not RepeatedElements group)
                Add(element, interpreter.Scope);
            else
                interpreter.Repeat(group.Scope.Count, [], () => group.Elements.ForEach(inner => Add(inner, group.Scope)), null);
        }

        return dictionary;

        void Add(AbstractValue element, RepeatScope? scope)
        {
            var (key, value) = pairOf(element) is TupleValue { Pair: { } pair } ? pair : (new UnknownValue("a key"), new UnknownValue("an entry of a dictionary"));
            dictionary.Set(key, value, scope);
        }
    }

    /// <summary>A method of a list, or of a module that is one.</summary>
    public static AbstractValue? CallList(Interpreter interpreter, ListValue list, IMethodSymbol method, Arguments arguments)
    {
        switch (method.Name)
        {
            case "Add" or "Enqueue" or "AddLast" when arguments.Count == 1:
                list.Add(arguments[0]!, interpreter.Scope);
                return ConstantValue.True;
            case "Push" or "AddFirst" when arguments.Count == 1:
                list.AddFirst(arguments[0]!, interpreter.Scope);
                return ConstantValue.True;
            case "Pop" or "Dequeue" or "Peek" when list.HasKnownLength && list.Elements.Count > 0:
                return First(list, method.Name);
            // Of a ParameterList, one or several.
            case "append" or "extend":
                foreach (var added in Sequences.Flatten(arguments.Values, null).Elements)
                    list.Add(added, interpreter.Scope);
                return ConstantValue.True;
            case "AddRange" when Sequences.ElementsOf(arguments[0]!) is { } others:
                foreach (var element in others.Elements.ToList())
                    list.Add(element, interpreter.Scope);
                return ConstantValue.True;
            case "Insert" when arguments[0] is ConstantValue { Value: long at } && list.HasKnownLength && at >= 0 && at <= list.Elements.Count:
                list.Elements.Insert((int)at, arguments[1]!);
                return ConstantValue.True;
            case "Clear":
                list.Elements.Clear();
                return ConstantValue.True;
            case "RemoveAt" when PlaceOf(list, arguments[0]!) is { } at:
                list.Elements.RemoveAt(at);
                return ConstantValue.True;
            case "Remove" when list.Elements.Remove(arguments[0]!):
                return ConstantValue.True;
            case "RemoveRange" when list.HasKnownLength && arguments[0] is ConstantValue { Value: long from and >= 0 } && arguments[1] is ConstantValue { Value: long many and >= 0 } && from + many <= list.Elements.Count:
                list.Elements.RemoveRange((int)from, (int)many);
                return ConstantValue.True;
            case "Reverse" when arguments.Count == 0:
                list.Elements.Reverse();
                return ConstantValue.True;
            case "Contains" when list.HasKnownLength && arguments[0] is ConstantValue sought && list.Elements.TrueForAll(element => element is ConstantValue):
                return ConstantValue.Of(list.Elements.Exists(element => Equals(((ConstantValue)element).Value, sought.Value)));
            case "IndexOf" when list.HasKnownLength && list.Elements.IndexOf(arguments[0]!) is >= 0 and var place:
                return ConstantValue.Integer(place);
            case "ToArray" or "ToList" or "AsReadOnly" or "Clone":
                return new ListValue(list.Elements, interpreter.Scope);
            case "GetRange" or "Slice" or "AsSpan" or "AsMemory":
                return Sequences.Stretch(list, arguments[0], arguments[1]);
            case "GetLength" or "GetUpperBound" when arguments[0] is ConstantValue { Value: long axis } && list.LengthOf(axis) is { } side:
                return method.Name == "GetLength" ? side : SymbolicNumber.Subtract(side, ConstantValue.Integer(1));
            case "ConvertAll" or "ForEach":
                return OnEach(interpreter, list, method.Name, arguments[0]!);
            case "Add" or "AddRange" or "Insert" or "RemoveAt" or "RemoveRange" or "Remove" or "RemoveAll" or "InsertRange":
                list.Elements.Add(new UnknownValue($"what '{method.Name}' does to a list"));
                return ConstantValue.True;
            default:
                return null;
        }
    }

    /// <summary>What TryPop, TryDequeue and TryPeek give out; null where there is nothing.</summary>
    public static AbstractValue? TryFirst(ListValue list, string name) => list.Elements.Count > 0 ? First(list, name.Substring("Try".Length)) : null;

    private static AbstractValue First(ListValue list, string name)
    {
        var taken = list.Elements[0];
        if (name != "Peek")
            list.Elements.RemoveAt(0);

        return taken;
    }

    // Where an index stands in the list of elements, one of which may stand for many.
    private static int? PlaceOf(ListValue list, AbstractValue index) =>
        index is ConstantValue { Value: long place and >= 0 } && place < list.Leading ? (int)place
        : SymbolicNumber.IsNumber(index) && SymbolicNumber.Difference(list.Count, index) is { } fromEnd && fromEnd >= 1 && fromEnd <= list.Trailing ? list.Elements.Count - (int)fromEnd
        : null;

    private static AbstractValue OnEach(Interpreter interpreter, ListValue list, string name, AbstractValue function)
    {
        var images = Sequences.Map(interpreter, list, element => interpreter.Apply(function, [element], null));
        return name == "ConvertAll" ? images : ConstantValue.True;
    }

    private static AbstractValue? CallDictionary(Interpreter interpreter, DictionaryValue dictionary, string name, Arguments arguments)
    {
        if (name == "Clear")
        {
            dictionary.Clear();
            return ConstantValue.True;
        }

        switch (name)
        {
            case "Add" or "TryAdd" when arguments.Count == 2:
                dictionary.Set(arguments[0]!, arguments[1]!, interpreter.Scope);
                return ConstantValue.True;
            case "Remove":
                return ConstantValue.Of(dictionary.Remove(arguments[0]!));
            // Of a ParameterDict.
            case "keys":
                return dictionary.Keys;
            case "values":
                return dictionary.Values;
            case "items":
                return dictionary.Pairs;
            case "ContainsKey" when DictionaryValue.IsKnown(arguments[0]) && (dictionary.HasKnownKeys || dictionary.At(arguments[0]) is not null):
                return ConstantValue.Of(dictionary.At(arguments[0]) is not null);
            default:
                return null;
        }
    }

    private static ConstantValue Fill(ListValue list, AbstractValue element)
    {
        for (var i = 0; i < list.Elements.Count; i++)
            list.Elements[i] = element;

        return ConstantValue.True;
    }
}
