namespace GradGuard.Analyzers.Tracing;

/// <summary>Whether two modules are made alike, so that one can stand for the other.</summary>
internal static class Likeness
{
    public static bool AreAlike(AbstractValue one, AbstractValue other)
    {
        if (ReferenceEquals(one, other))
            return true;

        return (one, other) switch
        {
            (LayerModule first, LayerModule second) => TorchSharpContext.Same(first.Type, second.Type) && first.Draws.Count == 0 && second.Draws.Count == 0
                && first.Arguments.Values.Zip(second.Arguments.Values, AreAlike).All(alike => alike),
            (ContainerModule first, ContainerModule second) => AreAlike(first.Children, second.Children),
            (UserModule first, UserModule second) => TorchSharpContext.Same(first.Type, second.Type) && first.Fields.Count == second.Fields.Count
                && first.Fields.All(field => second.Fields.TryGetValue(field.Key, out var value) && AreAlike(field.Value, value)),
            (ListValue first, ListValue second) => first.Elements.Count == second.Elements.Count && first.Elements.Zip(second.Elements, AreAlike).All(alike => alike),
            (TupleValue first, TupleValue second) => first.Elements.Length == second.Elements.Length && first.Elements.Zip(second.Elements, AreAlike).All(alike => alike),
            (DataTensor first, DataTensor second) => first.SecondMoment == second.SecondMoment && first.Name == second.Name,
            (FunctionValue first, FunctionValue second) => TorchSharpContext.Same(first.Method, second.Method),
            (IModuleValue, _) or (_, IModuleValue) => false,
            _ => one.NameOrText() is { } text && text == other.NameOrText(),
        };
    }
}
