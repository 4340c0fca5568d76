namespace GradGuard.Analyzers.Tracing;

/// <summary>A node of a linked list: an element and the way to its neighbours.</summary>
internal sealed class LinkedNode(ListValue list, int place) : AbstractValue
{
    /// <summary>A member of it; null where it is none that we know.</summary>
    public AbstractValue? Read(string member) => member switch
    {
        "Value" => list.Elements[place],
        "Next" => At(list, place + 1),
        "Previous" => At(list, place - 1),
        "List" => list,
        _ => null,
    };

    /// <summary>The node at a place, null beyond the ends; nothing where the code does not say how many there are.</summary>
    public static AbstractValue? At(ListValue list, int place) =>
        !list.HasKnownLength ? null : place >= 0 && place < list.Elements.Count ? new LinkedNode(list, place) : ConstantValue.Null;
}
