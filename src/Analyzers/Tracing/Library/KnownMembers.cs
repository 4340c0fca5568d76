namespace GradGuard.Analyzers.Tracing;

/// <summary>Properties of the library's and the base class library's types.</summary>
internal static class KnownMembers
{
    public static AbstractValue? Read(Interpreter interpreter, AbstractValue owner, string member) => (owner, member) switch
    {
        (IModuleValue, "training") => ConstantValue.True,
        (LayerModule layer, _) => Read(layer, member),
        (ContainerModule or ListValue, "Count" or "Length") => Sequences.ElementsOf(owner)!.Count,
        (ContainerModule container, "Values") => new ListValue(ModuleNames.Children(container).Select(child => child.Module)),
        (ContainerModule { Type.Name: "ModuleDict", Children.HasKnownLength: true } container, "Keys") => new ListValue(ModuleNames.Children(container).Select(child => ConstantValue.Of(child.Name))),
        (ListValue linked, "First") => LinkedNode.At(linked, 0),
        (ListValue linked, "Last") => LinkedNode.At(linked, linked.Elements.Count - 1),
        (LinkedNode node, _) => node.Read(member),
        (EnumeratorValue walk, "Current") => walk.Current,
        (ListValue { Sides: var sides }, "Rank") => ConstantValue.Integer(sides?.Count ?? 1),
        (DictionaryValue dictionary, "Values") => dictionary.Values,
        (DictionaryValue dictionary, "Keys") => dictionary.Keys,
        (DictionaryValue dictionary, "Count") => dictionary.Pairs.Count,
        (TupleValue { Pair: { } pair }, "Key") => pair.First,
        (TupleValue { Pair: { } pair }, "Value") => pair.Second,
        (ConstantValue { Value: string text }, "Length") => ConstantValue.Integer(text.Length),
        (TypeValue { Type: var type }, _) => RunTimeTypes.Read(type, member),
        (LazyValue lazy, "Value") => lazy.Held(interpreter),
        (ConstantValue, "Value") => owner,
        (ConstantValue { Value: var value }, "HasValue") => ConstantValue.Of(value is not null),
        (SymbolicNumber, "Value") => owner,
        (ParameterValue { Shape: { } shape }, "shape") => new ListValue(shape),
        (DataTensor { Shape: { } shape }, "shape") => new ListValue(shape),
        (DataTensor { Shape: { } shape }, "NumberOfElements") => DataShapes.Count(shape),
        (DataTensor { Shape: { } shape }, "ndim" or "Dimensions") => ConstantValue.Integer(shape.Count),
        (ParameterValue parameter, "shape") => new ListValue(Enumerable.Range(0, parameter.Parameter.Axes).Select(axis =>
            (AbstractValue)SymbolicNumber.Named($"{parameter.Name}.shape[{axis}]"))),
        (ParameterValue parameter, "ndim" or "Dimensions") => ConstantValue.Integer(parameter.Parameter.Axes),
        (ParameterValue, "data") => owner,
        (ParameterValue parameter, "requires_grad") => ConstantValue.Of(!parameter.Owner.Frozen.Contains(parameter.Parameter.Name)),
        (DataTensor, "data") => owner,
        (TensorValue tensor, "shape") => new ShapeValue(tensor),
        (ShapeValue shape, "Length") => SymbolicNumber.Named($"{shape.Name}.Length"),
        (TensorValue { Shape: { } shape }, "ndim") => ConstantValue.Integer(shape.Count),
        (TensorValue, "T" or "H") or (DataTensor, "T" or "mT" or "H") => TensorOperations.Call(interpreter, "t", [owner], Arguments.None, null, null),
        // Of the last two axes, however many there are.
        (TensorValue, "mT") => TensorOperations.Call(interpreter, "mT", [owner], Arguments.None, null, null),
        _ => null,
    };

    private static AbstractValue? Read(LayerModule layer, string member)
    {
        if (layer.Model?.Parameters.FirstOrDefault(parameter => parameter.Name == member) is { } learned)
            return learned.Switch is { } flag && layer.Arguments.Flag(flag) == false ? ConstantValue.Null : new ParameterValue(layer, learned);

        return member switch
        {
            "in_features" => layer.Arguments["inputSize"],
            "out_features" => layer.Arguments["outputSize"],
            _ => layer.Arguments[member],
        };
    }
}
