using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    private AbstractValue Create(IObjectCreationOperation creation)
    {
        if (MadeBefore(creation.Syntax) is { } made)
            return made;

        var type = (INamedTypeSymbol)creation.Type!;
        var arguments = creation.Constructor is { } called ? EvaluateArguments(called, creation.Arguments) : Arguments.None;
        AbstractValue created =
            Torch.IsLibrary(type) ? CreateLibraryObject(type, arguments, creation.Syntax)
            : source.HasSource(type) && type.TypeKind is TypeKind.Class or TypeKind.Struct && creation.Constructor is { } constructor
                ? Instantiate(constructor, arguments, creation.Syntax)
            : KnownCollections.Create(this, type, arguments) ?? (Torch.IsModule(type) ? new UnknownModule(type.Name, type) : Unknown($"new {type.Name}"));
        return creation.Initializer is null ? created : Initialize(created, creation.Initializer.Initializers);
    }

    private AbstractValue CreateLibraryObject(INamedTypeSymbol type, Arguments arguments, SyntaxNode syntax) => type.Name switch
    {
        "ModuleList" or "ModuleDict" => new ContainerModule(type, Sequences.Flatten(arguments.Values, _scope), syntax),
        "ParameterList" or "ParameterDict" => KnownCollections.OfParameters(this, type.Name, arguments),
        "Parameter" => DataArithmetic.Learned(arguments.First<DataTensor>() ?? new DataTensor("parameter")),
        _ when Torch.LayerName(type) is not null => new LayerModule(type, KnownLayers.Find(type.Name), arguments, syntax, _scope),
        _ => Unknown($"new {type.Name}"),
    };

    /// <summary>A new object of a class or struct with source, its constructors run.</summary>
    public ObjectValue Instantiate(IMethodSymbol constructor, Arguments arguments, SyntaxNode? syntax)
    {
        var type = (INamedTypeSymbol)Closed(constructor.ContainingType);
        var created = Torch.IsModule(type) ? new UserModule(type, syntax) : new ObjectValue(type);
        if (++_calls > Budget.MostCalls)
            throw new TraceAbortedException("its classes are nested too deep");

        var isModule = created is UserModule ? 1 : 0;
        _modulesUnderConstruction += isModule;
        Construct(created, constructor, arguments);
        _modulesUnderConstruction -= isModule;
        _calls--;
        return created;
    }

    private void Construct(ObjectValue self, IMethodSymbol constructor, Arguments arguments)
    {
        budget.Step();
        var type = constructor.ContainingType.OriginalDefinition;
        if (!source.HasSource(type))
        {
            if (self is UserModule module && type.Name == "Sequential" && Torch.IsLibrary(type))
                module.Chain = new ContainerModule(type, Sequences.Flatten(arguments.Values, _scope), module.Construction);
            return;
        }

        var frame = new Frame(constructor, self, null);
        Bind(frame, constructor, arguments);
        if (SourceCode.IsPrimary(constructor, cancellation))
        {
            foreach (var parameter in constructor.OriginalDefinition.Parameters)
                self.Fields[parameter] = frame.Read(parameter)!;

            InitializeMembers(self, type, frame);
            if (source.PrimaryBaseCall(type, cancellation) is { } primaryBase)
                ConstructBase(self, frame, primaryBase);
            else
                ConstructImplicitBase(self, type);
            SetPositionalProperties(self, type, constructor);
            return;
        }

        var body = source.BodyOf(constructor, cancellation) as IConstructorBodyOperation;
        var call = (body?.Initializer as IExpressionStatementOperation)?.Operation as IInvocationOperation;
        var isChained = call is not null && TorchSharpContext.Same(call.TargetMethod.ContainingType.OriginalDefinition, type);
        if (!isChained)
            InitializeMembers(self, type, frame);

        if (call is not null)
            ConstructBase(self, frame, call);
        else
            ConstructImplicitBase(self, type);

        if (body is not null)
            ExecuteIn(frame, body.BlockBody ?? body.ExpressionBody);
    }

    private void ConstructBase(ObjectValue self, Frame frame, IInvocationOperation call) =>
        Construct(self, call.TargetMethod, call.Arguments.IsEmpty ? Arguments.None : InFrame(frame, () => EvaluateArguments(call.TargetMethod, call.Arguments)));

    private void ConstructImplicitBase(ObjectValue self, INamedTypeSymbol type)
    {
        // Of a base class without source none but a Sequential keeps what it is given.
        if (type.BaseType is not { } parent || !(source.HasSource(parent.OriginalDefinition) || parent.Name == "Sequential"))
            return;

        var parameterless = parent.InstanceConstructors.FirstOrDefault(candidate => candidate.Parameters.All(parameter => parameter.IsOptional));
        if (parameterless is not null)
            Construct(self, parameterless, new Arguments(parameterless.Parameters).WithDefaults());
    }

    private void InitializeMembers(ObjectValue self, INamedTypeSymbol type, Frame constructorFrame)
    {
        var frame = new Frame(null, self, constructorFrame);
        foreach (var (member, initializer) in source.InitializersOf(type, cancellation))
            self.Fields[member] = EvaluateIn(frame, initializer);
    }

    private static void SetPositionalProperties(ObjectValue self, INamedTypeSymbol type, IMethodSymbol constructor)
    {
        if (!type.IsRecord)
            return;

        // A property that the record declares itself has its own initializer: int[] Depths { get; init; } = Depths ?? [2, 2].
        foreach (var parameter in constructor.OriginalDefinition.Parameters)
            foreach (var property in type.GetMembers(parameter.Name).OfType<IPropertySymbol>().Where(property => !self.Fields.ContainsKey(property)))
                self.Fields[property] = self.Fields[parameter];
    }

    private AbstractValue Initialize(AbstractValue created, ImmutableArray<IOperation> initializers)
    {
        var frame = _frame;
        var outer = frame.ImplicitReceiver;
        frame.ImplicitReceiver = created;
        foreach (var initializer in initializers)
        {
            if (initializer is IMemberInitializerOperation member)
                Initialize(Evaluate(member.InitializedMember), member.Initializer.Initializers);
            else
                Evaluate(initializer);
        }

        frame.ImplicitReceiver = outer;
        return created;
    }

    private AbstractValue CreateArray(IArrayCreationOperation array)
    {
        var element = (array.Type as IArrayTypeSymbol)?.ElementType;
        if (array.DimensionSizes.Length > 1)
            return CreateGrid([.. array.DimensionSizes.Select(Evaluator)], array.Initializer, element);
        if (array.Initializer is { } initializer)
            return new ListValue(initializer.ElementValues.Select(Evaluator), _scope);

        return Evaluate(array.DimensionSizes[0]) switch
        {
            ConstantValue { Value: long length and >= 0 and <= Budget.MostTurns } => new ListValue(Enumerable.Repeat(DefaultOf(element), (int)length), _scope),
            ConstantValue { Value: long and > 0 } length when IsReal(element) => new NumberTable([length]),
            SymbolicNumber length when IsReal(element) => new NumberTable([length]),
            SymbolicNumber length => new ListValue([], _scope) { Room = length },
            _ => Unknown("an array of unknown length"),
        };
    }

    private static bool IsReal(ITypeSymbol? element) => element?.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    private AbstractValue CreateGrid(IReadOnlyList<AbstractValue> lengths, IArrayInitializerOperation? rows, ITypeSymbol? element)
    {
        var sides = lengths.OfType<ConstantValue>().Select(length => length.Value).OfType<long>().ToList();
        var count = sides.Aggregate(1L, (product, side) => product * side);
        if (sides.Count < lengths.Count || count is < 0 or > Budget.MostTurns)
            return rows is null && IsReal(element) && count >= 0 && lengths.All(SymbolicNumber.IsNumber) ? new NumberTable(lengths) : Unknown("an array of several dimensions whose lengths only a run knows");

        return new ListValue(rows is null ? Enumerable.Repeat(DefaultOf(element), (int)count) : Values(rows), _scope) { Sides = sides };

        IEnumerable<AbstractValue> Values(IArrayInitializerOperation row) =>
            row.ElementValues.SelectMany(value => value is IArrayInitializerOperation inner ? Values(inner) : [Evaluate(value)]);
    }

    private AbstractValue CreateCollection(ICollectionExpressionOperation collection)
    {
        var list = new ListValue([], _scope);
        foreach (var element in collection.Elements)
        {
            if (element is not ISpreadOperation spread)
                list.Elements.Add(Evaluate(element));
            else if (Sequences.ElementsOf(Evaluate(spread.Operand)) is { } inner)
                list.Elements.AddRange(inner.Elements);
            else
                list.Elements.Add(Unknown("a spread of unknown length"));
        }

        return collection.Type switch
        {
            INamedTypeSymbol { Name: "ModuleList" or "ModuleDict" } modules when Torch.IsModule(modules) => new ContainerModule(modules, list, collection.Syntax),
            INamedTypeSymbol dictionary when KnownCollections.IsDictionary(dictionary) => KnownCollections.ToDictionary(this, list, pair => pair),
            _ => list,
        };
    }

    private void ExecuteIn(Frame frame, IOperation? body)
    {
        var outer = _frame;
        _frame = frame;
        try
        {
            Execute(body);
        }
        finally
        {
            _frame = outer;
        }
    }

    private AbstractValue EvaluateIn(Frame frame, IOperation value)
    {
        var outer = _frame;
        _frame = frame;
        try
        {
            return Evaluate(value);
        }
        finally
        {
            _frame = outer;
        }
    }

    private T InFrame<T>(Frame frame, Func<T> run)
    {
        var outer = _frame;
        _frame = frame;
        try
        {
            return run();
        }
        finally
        {
            _frame = outer;
        }
    }
}
