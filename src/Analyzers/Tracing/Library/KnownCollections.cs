using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Lists, dictionaries, tuples and text of the base class library.</summary>
internal static class KnownCollections
{
    public static AbstractValue? Create(Interpreter interpreter, INamedTypeSymbol type, Arguments arguments)
    {
        switch (type.Name)
        {
            case "List" or "Queue" or "Stack" or "LinkedList" or "HashSet" or "Collection":
                return arguments[0] is { } source && Sequences.ElementsOf(source) is { } copied
                    ? new ListValue(copied.Elements, interpreter.Scope)
                    : arguments.Count == 0 || arguments[0] is ConstantValue or SymbolicNumber ? new ListValue([], interpreter.Scope) : null;
            case "Dictionary" or "SortedDictionary" or "OrderedDictionary":
                return new DictionaryValue();
            case "Tuple" or "ValueTuple" or "KeyValuePair":
                return new TupleValue([.. arguments.Values]);
            default:
                return null;
        }
    }

    public static AbstractValue? Call(Interpreter interpreter, IMethodSymbol method, AbstractValue? receiver, Arguments arguments) => receiver switch
    {
        ListValue list => CallList(interpreter, list, method, arguments),
        DictionaryValue dictionary => CallDictionary(dictionary, method.Name, arguments),
        ConstantValue { Value: string text } => KnownText.Call(text, method.Name, arguments),
        null when method is { Name: "Create", ContainingType.Name: "Tuple" or "ValueTuple" or "KeyValuePair" } => new TupleValue([.. arguments.Values]),
        null when method is { Name: "Empty", ContainingType.Name: "Array" } => new ListValue([], interpreter.Scope),
        null when method.Name is "Fill" && method.ContainingType.Name == "Array" && arguments[0] is ListValue list => Fill(list, arguments[1]!),
        null when method is { Name: "ConvertAll" or "ForEach", ContainingType.SpecialType: SpecialType.System_Array } && Sequences.ElementsOf(arguments[0]!) is { } elements =>
            OnEach(interpreter, elements, method.Name, arguments[1]!),
        null when method.ContainingType.SpecialType == SpecialType.System_Enum => Enumerations.Call(interpreter, method, arguments),
        null => KnownText.CallStatic(method, arguments),
        _ => null,
    };

    /// <summary>A method of a list, or of a module that is one.</summary>
    public static AbstractValue? CallList(Interpreter interpreter, ListValue list, IMethodSymbol method, Arguments arguments)
    {
        switch (method.Name)
        {
            case "Add" or "Enqueue" or "AddLast" or "Push" when arguments.Count == 1:
                list.Add(arguments[0]!, interpreter.Scope);
                return ConstantValue.True;
            case "Pop" or "Dequeue" or "Peek" when list.HasKnownLength && list.Elements.Count > 0:
                // A stack gives what came last, a queue what came first.
                var end = method.ContainingType.Name == "Stack" ? list.Elements.Count - 1 : 0;
                var taken = list.Elements[end];
                if (method.Name != "Peek")
                    list.Elements.RemoveAt(end);
                return taken;
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
            case "ConvertAll" or "ForEach":
                return OnEach(interpreter, list, method.Name, arguments[0]!);
            case "Add" or "AddRange" or "Insert" or "RemoveAt" or "RemoveRange" or "Remove" or "RemoveAll" or "InsertRange":
                list.Elements.Add(new UnknownValue($"what '{method.Name}' does to a list"));
                return ConstantValue.True;
            default:
                return null;
        }
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

    private static AbstractValue? CallDictionary(DictionaryValue dictionary, string name, Arguments arguments)
    {
        if (name == "Clear")
        {
            dictionary.Entries.Clear();
            return ConstantValue.True;
        }

        if (DictionaryValue.KeyOf(arguments[0]) is not { } key)
            return null;

        switch (name)
        {
            case "Add" or "TryAdd":
                dictionary[key] = arguments[1]!;
                return ConstantValue.True;
            case "Remove":
                return ConstantValue.Of(dictionary.Entries.RemoveAll(entry => entry.Key.Equals(key)) > 0);
            case "ContainsKey":
                return ConstantValue.Of(dictionary[key] is not null);
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

/// <summary>System.Math on constants.</summary>
internal static class Mathematics
{
    public static AbstractValue? Call(IMethodSymbol method, AbstractValue? receiver, Arguments arguments)
    {
        if (receiver is ConstantValue && method.Name == "ToString" && arguments.Count == 0)
            return ConstantValue.Of(receiver.ToString());
        if (method is { Name: "GreatestCommonDivisor", ContainingType.Name: "BigInteger" } && arguments.Count == 2)
            return GreatestCommonDivisor(arguments[0]!, arguments[1]!);
        if (method.ContainingType.Name is not ("Math" or "MathF"))
            return null;

        var numbers = arguments.Values.Select(Sizes.Number).ToList();
        if (numbers.Count == 0 || numbers.Contains(null))
            return Symbolic(method, arguments);

        var (one, two) = (numbers[0]!.Value, numbers.Count > 1 ? numbers[1]!.Value : 0);
        double? result = method.Name switch
        {
            "Sqrt" => Math.Sqrt(one),
            "Pow" => Math.Pow(one, two),
            "Max" => Math.Max(one, two),
            "Min" => Math.Min(one, two),
            "Abs" => Math.Abs(one),
            "Exp" => Math.Exp(one),
            "Log" => numbers.Count == 1 ? Math.Log(one) : Math.Log(one, two),
            "Log10" => Math.Log10(one),
            "Log2" => Math.Log(one, 2),
            "Floor" => Math.Floor(one),
            "Ceiling" => Math.Ceiling(one),
            "Round" when numbers.Count == 1 => Math.Round(one),
            "Truncate" => Math.Truncate(one),
            "Clamp" when numbers.Count == 3 => Math.Max(two, Math.Min(one, numbers[2]!.Value)),
            _ => null,
        };
        return result is { } value ? Numbers.Convert(ConstantValue.Of(value), method.ReturnType) : null;
    }

    // As many groups as both channel counts allow: all of them, where the counts are the same.
    private static AbstractValue? GreatestCommonDivisor(AbstractValue one, AbstractValue other) => (one, other) switch
    {
        (ConstantValue { Value: long a }, ConstantValue { Value: long b }) => ConstantValue.Integer((long)System.Numerics.BigInteger.GreatestCommonDivisor(a, b)),
        _ => SymbolicNumber.IsNumber(one) && SymbolicNumber.IsNumber(other) && SymbolicNumber.Difference(one, other) == 0 ? one : null,
    };

    // A number that only a run knows keeps a name, by which equal ones are seen to be equal.
    private static AbstractValue? Symbolic(IMethodSymbol method, Arguments arguments)
    {
        var names = arguments.Values.Select(value => value.NameOrText()).ToList();
        if (names.Contains(null) || names.Count == 0)
            return null;

        var name = $"{method.Name}({string.Join(", ", names)})";
        return method.ReturnType.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64 ? SymbolicNumber.Named(name) : new OpaqueValue(name, method.ReturnType);
    }
}
