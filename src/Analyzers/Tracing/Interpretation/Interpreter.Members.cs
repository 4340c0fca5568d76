using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private AbstractValue ReadField(IFieldReferenceOperation reference)
    {
        var field = reference.Field;
        if (field.IsStatic)
            return MadeBefore(field) ?? ReadStatic(field, field.IsReadOnly);
        if (MadeBefore(field) is { } made)
            return made;

        var owner = Evaluate(reference.Instance);
        if (owner is TupleValue tuple)
            return ElementOfTuple(tuple, field.CorrespondingTupleField ?? field);

        return ReadMember(owner, field);
    }

    private AbstractValue ReadProperty(IPropertyReferenceOperation reference)
    {
        var property = reference.Property;
        if (MadeBefore(property) is { } made)
            return made;
        if (property.IsStatic)
            return source.HasSource(property) && !source.IsAutomatic(property) && property.GetMethod is { } getter
                ? Inline(getter, null, Arguments.None, reference.Syntax)
                : ReadStatic(property, property.IsReadOnly);

        var owner = Evaluate(reference.Instance);
        if (property.IsIndexer && owner is ObjectValue indexed && Home(property, indexed.Type) is IPropertySymbol { GetMethod: { } get } && source.HasSource(get))
            return Inline(get, indexed, new Arguments(get.Parameters, [.. reference.Arguments.Select(argument => Evaluate(argument.Value))]), reference.Syntax);
        if (property.IsIndexer)
            return ElementOf(owner, Indices(reference), reference.Type, reference.Syntax);

        return ReadMember(owner, property);
    }

    /// <summary>A field or property of a value.</summary>
    private AbstractValue ReadMember(AbstractValue owner, ISymbol member)
    {
        var type = (member as IFieldSymbol)?.Type ?? ((IPropertySymbol)member).Type;
        switch (owner)
        {
            case ObjectValue self when !Torch.IsLibrary(member):
                var home = Home(member, self.Type);
                if (home is IPropertySymbol { GetMethod: { } getter } computed && !source.IsAutomatic(computed))
                    return source.HasSource(home) ? Inline(getter, self, Arguments.None, null) : FromOutside(member.Name, type);
                return self.Fields.TryGetValue(home, out var value) ? (value as DataTensor)?.Latest ?? value
                    : source.HasSource(member) ? DefaultOf(type) : FromOutside(member.Name, type);
            case TupleValue tuple when member is IPropertySymbol and not { Name: "Key" or "Value" }:
                return ElementOfTuple(tuple, member);
            case ConstantValue { Value: null } when member.Name is not ("HasValue" or "Value"):
                throw new PathThrowsException();
        }

        return KnownMembers.Read(this, owner, member.Name) ?? (owner.Name is { } name ? FromOutside($"{name}.{member.Name}", type, owner is OpaqueValue { IsInput: true }) : Unknown($"'{member.Name}'"));
    }

    private AbstractValue ReadStatic(ISymbol member, bool isReadOnly)
    {
        if (ImmutableCollections.Empty(this, member) is { } empty)
            return empty;

        member = member.OriginalDefinition;
        if (_statics.TryGetValue(member, out var known))
            return known;

        var type = (member as IFieldSymbol)?.Type ?? ((IPropertySymbol)member).Type;
        var named = FromOutside($"{member.ContainingType.Name}.{member.Name}", type);
        _statics[member] = named;
        if (isReadOnly && source.HasSource(member) && source.InitializerOf(member, cancellation) is { } initializer)
            _statics[member] = InFrame(new Frame(null, null, null), () => Evaluate(initializer));
        if (isReadOnly)
            RunStaticConstructor(member.ContainingType);

        return _statics[member];
    }

    // It fills the registries of its class, once and before anyone reads them.
    private void RunStaticConstructor(INamedTypeSymbol type)
    {
        if (_staticsMade.Add(type) && type.StaticConstructors.FirstOrDefault() is { } constructor && source.BodyOf(constructor, cancellation) is IConstructorBodyOperation body)
            InFrame(new Frame(constructor, null, null), () => Execute(body.BlockBody ?? body.ExpressionBody));
    }

    // Several indices may come as the elements of one array.
    private IReadOnlyList<AbstractValue> Indices(ElementAccessExpressionSyntax access, SemanticModel semantics) =>
        [.. access.ArgumentList.Arguments.Select(argument => Evaluate(semantics, argument.Expression))];

    private IReadOnlyList<AbstractValue> Indices(IPropertyReferenceOperation reference) => reference.Arguments.Length == 1 && reference.Arguments[0] is { ArgumentKind: not ArgumentKind.ParamArray, Value: var only } ? [Evaluate(only)] : [.. reference.Arguments.SelectMany(argument =>
        Evaluate(argument.Value) is var value && argument.ArgumentKind == ArgumentKind.ParamArray && value is ListValue list ? (IEnumerable<AbstractValue>)list.Elements : [value])];

    private AbstractValue ElementOf(AbstractValue owner, IReadOnlyList<AbstractValue> indices, ITypeSymbol? type, SyntaxNode use)
    {
        var index = indices.Count == 1 ? indices[0] : Unknown("several indices");
        if (owner is TensorValue or DataTensor)
            return Flowing(owner, Arguments.None, TensorOperations.Index(this, owner, indices, use));
        if (owner is ShapeValue shape)
            return shape.Length(index);
        if (owner is ParameterValue parameter && index is RangeValue part && ForgetGates.Of(parameter, part.Start, part.End) is { } gates)
            return gates;
        if (owner is ConstantValue { Value: null })
            throw new PathThrowsException();
        if (owner is DictionaryValue dictionary)
            return EntryOf(dictionary, index);
        if (owner is ContainerModule { Type.Name: "ModuleDict" } modules)
            return EntryOf(modules, index);
        if (Sequences.ElementsOf(owner) is { } list)
        {
            index = list.PlaceOf(indices) ?? index;
            if (index is FromEndValue fromEnd)
                index = Numbers.Combine(BinaryOperatorKind.Subtract, list.Count, fromEnd.Offset, null);

            if (index is RangeValue range)
                return (AbstractValue?)Sequences.Slice(list, range) ?? Unknown("a part of a list");

            var element = index is ConstantValue { Value: string name } ? Sequences.Named(owner, name) : list.At(index);
            return (element as DataTensor)?.Latest ?? element ?? Unknown("an element of a list");
        }

        return Flowing(owner, Arguments.None, owner.Name is { } outside
            ? FromOutside($"{outside}[{index.NameOrText() ?? "?"}]", type, owner is OpaqueValue { IsInput: true })
            : Unknown("an element"));
    }

    private static AbstractValue ElementOfTuple(TupleValue tuple, ISymbol field) =>
        field.Name.StartsWith("Item", StringComparison.Ordinal) && int.TryParse(field.Name.Substring(4), out var position) && position <= tuple.Elements.Length
            ? tuple.Elements[position - 1]
            : Unknown("a part of a tuple");

    private AbstractValue Assign(IOperation target, AbstractValue value)
    {
        switch (target)
        {
            case ILocalReferenceOperation local:
                _frame.Write(local.Local, value);
                break;
            case IParameterReferenceOperation parameter:
                _frame.Write(parameter.Parameter, value);
                break;
            case IFieldReferenceOperation { Field.IsStatic: true } field:
                Escape([value]);
                _statics[field.Field.OriginalDefinition] = value;
                break;
            case IFieldReferenceOperation field:
                AssignMember(Evaluate(field.Instance), field.Field, value);
                break;
            case IPropertyReferenceOperation { Property: { IsIndexer: true } indexer, Instance: { } kept } element
                when Evaluate(kept) is ObjectValue indexed && Home(indexer, indexed.Type) is IPropertySymbol { SetMethod: { } set } && source.HasSource(set):
                Inline(set, indexed, new Arguments(set.Parameters, [.. element.Arguments.Select(argument => Evaluate(argument.Value)), value]), element.Syntax);
                break;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } instance } element:
                AssignElement(instance, Indices(element), element.Syntax, value);
                break;
            case IInvalidOperation { Syntax: ElementAccessExpressionSyntax { Expression: var expression } access, SemanticModel: { } semantics } when semantics.GetOperation(expression, cancellation) is { } instance:
                AssignElement(instance, Indices(access, semantics), access, value);
                break;
            case IPropertyReferenceOperation { Property.IsStatic: true } property:
                Escape([value]);
                _statics[property.Property.OriginalDefinition] = value;
                break;
            case IPropertyReferenceOperation property:
                AssignMember(Evaluate(property.Instance), property.Property, value);
                break;
            case IArrayElementReferenceOperation element:
                var (array, places) = (Evaluate(element.ArrayReference), element.Indices.Select(Evaluator).ToList());
                if (array is NumberTable table)
                    table.Write(places, value);
                AssignElement(array, (array as ListValue)?.PlaceOf(places) ?? (places.Count == 1 ? places[0] : Unknown("several indices")), value);
                break;
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, value);
                break;
            case ITupleOperation:
                Deconstruct(target, value);
                break;
        }

        return value;
    }

    private void AssignElement(IOperation instance, IReadOnlyList<AbstractValue> indices, SyntaxNode use, AbstractValue value)
    {
        switch (Evaluate(instance))
        {
            // A tensor is written in place: the variable holds another value from here on.
            case DataTensor data when value is not TensorValue:
                Assign(instance, (_scope is null ? FeatureMasks.Overwritten(data, indices, value) : null) ?? DataOperations.Overwritten(data, value));
                break;
            // A buffer that is filled with what the model has just computed, such as a cache of keys.
            case DataTensor { Constant: 0 } or DataTensor { Draw: null, SecondMoment: null }:
                Assign(instance, value);
                break;
            case TensorValue or DataTensor:
                Assign(instance, EmitUnknown("assignment", [Evaluate(instance), value], "a tensor that is set in parts", use));
                break;
            case var owner:
                AssignElement(owner, indices.Count == 1 ? indices[0] : Unknown("several indices"), value);
                break;
        }
    }

    private void AssignMember(AbstractValue owner, ISymbol member, AbstractValue value)
    {
        Escape([value]);
        switch (owner)
        {
            case ObjectValue self:
                var home = Home(member, self.Type);
                if (home is IPropertySymbol { SetMethod: { } setter } computed && !source.IsAutomatic(computed) && source.HasSource(home))
                    Inline(setter, self, new Arguments(setter.Parameters, value), null);
                else
                    self.Fields[home] = value;
                break;
            case ParameterValue parameter when member.Name == "requires_grad" && value is ConstantValue { Value: bool trains }:
                parameter.Train(trains);
                break;
            case LayerModule layer when member.Name == "weight" && value is ParameterValue { Parameter.Name: "weight", Owner: var other } shared && !ReferenceEquals(layer, other):
                (layer.SharesWeightWith, other.SharesWeightWith) = (other, layer);
                if (shared.Draw is { } same)
                    layer.Draws[member.Name] = same;
                break;
            case LayerModule layer:
                layer.Draws[member.Name] = value is DataTensor { Draw: { } draw } ? draw : ParameterDraw.Unknown;
                break;
        }
    }

    private void AssignElement(AbstractValue owner, AbstractValue index, AbstractValue value)
    {
        switch (owner)
        {
            case DictionaryValue dictionary:
                dictionary.Set(index, value, _scope);
                break;
            case ContainerModule { Children: var children }:
                AssignElement(children, index, value);
                break;
            case ListValue { Room: not null } filled when index is SymbolicNumber || (index is ConstantValue { Value: long next } && next == filled.Elements.Count):
                filled.Add(value, _scope);
                break;
            case ListValue list when index is ConstantValue { Value: long position } && position >= 0 && position < list.Elements.Count && list.HasKnownLength:
                list.Elements[(int)position] = value;
                break;
            case ListValue list:
                // Every element may be the one that changed.
                for (var i = 0; i < list.Elements.Count; i++)
                    if (list.Elements[i] is not RepeatedElements)
                        list.Elements[i] = Unknown("an element of a list that is set by an index only a run knows");
                break;
        }
    }

    private AbstractValue CopyWith(IWithOperation with)
    {
        if (Evaluate(with.Operand) is not ObjectValue original || original is UserModule)
            return Unknown("a copy");

        var copy = new ObjectValue(original.Type);
        foreach (var field in original.Fields)
            copy.Fields[field.Key] = field.Value;

        return with.Initializer is null ? copy : Initialize(copy, with.Initializer.Initializers);
    }

    // Where an object keeps what a member names: a property of a base class may be one that its own class overrides.
    private static ISymbol Home(ISymbol member, INamedTypeSymbol type) => member is IPropertySymbol property ? Implementation(property, type) : member.OriginalDefinition;

    private static IPropertySymbol Implementation(IPropertySymbol property, INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
            foreach (var candidate in current.GetMembers(property.Name))
                if (candidate is IPropertySymbol found && (property.ContainingType.TypeKind == TypeKind.Interface || TorchSharpContext.Same(found.OriginalDefinition, property.OriginalDefinition) || found.IsOverride))
                    return found.OriginalDefinition;

        return property.OriginalDefinition;
    }
}
