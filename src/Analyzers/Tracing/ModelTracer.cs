using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Runs the interpreter over a model, once for every way through its undecided conditions.</summary>
internal sealed class ModelTracer(TorchSharpContext torch, SourceCode source, ObjectCreations creations, CancellationToken cancellation)
{
    private const int MostPaths = 8;

    /// <summary>The trace of a module class; null for one without a forward of its own to run.</summary>
    public ModelTrace? TraceClass(INamedTypeSymbol type)
    {
        // A generic class stands for what the compilation makes of it, where that is one and the same.
        if (type.IsGenericType && creations.Of(type, cancellation).Select(creation => creation.Type).OfType<INamedTypeSymbol>().ToList() is { Count: > 0 } made
            && made.TrueForAll(closed => TorchSharpContext.Same(closed, made[0])))
            type = made[0];

        var constructor = ConstructorOf(type);
        var declaration = type.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        if (type.IsAbstract || constructor is null || declaration is null || ForwardOf(type) is not { } forward)
            return null;

        var given = GivenArguments.Of(constructor, creations, source, cancellation);
        var trace = TraceClass(type, constructor, forward, declaration, FromCaller);
        // new ResNet((i, o) => new Block(i, o), [2, 2, 2, 2]) beside new ResNet((i, o) => new Bottleneck(i, o), [3, 4, 6, 3]): what callers hand
        // in to run cannot stay open, so the class stands for the first that they make.
        if (!trace.IsTraced && constructor.Parameters.Any(parameter => parameter.Type.TypeKind == TypeKind.Delegate)
            && TraceClass(type, constructor, forward, declaration, (interpreter, parameter) => given.FirstValue(interpreter, parameter) ?? FromCaller(interpreter, parameter)) is { IsTraced: true } first)
            return first;
        // Whoever lists nothing gets what the class itself provides for that: if (sizes.Length == 0) sizes = [64, 64].
        if (constructor.Parameters.Any(ProvidesForNone) && TraceClass(type, constructor, forward, declaration, (interpreter, parameter) =>
                given.Value(interpreter, parameter) ?? (parameter.IsParams ? new ListValue([]) : FromCaller(interpreter, parameter))) is { IsTraced: true } unlisted)
            return unlisted;
        // Nobody makes an object that throws with all its defaults without saying otherwise.
        if (trace.Variants.Count == 0 && constructor.Parameters.Any(parameter => parameter.HasExplicitDefaultValue) && TraceClass(type, constructor, forward, declaration, (interpreter, parameter) =>
                given.Value(interpreter, parameter) ?? interpreter.FromOutside(parameter.Name, parameter.Type)) is { Variants.Count: > 0 } open)
            return open;
        if (trace.IsTraced || !constructor.Parameters.Any(IsNullByDefault))
            return trace;

        // A null that the class itself does not bear is one that every caller replaces.
        var withoutNulls = TraceClass(type, constructor, forward, declaration, (interpreter, parameter) =>
            IsNullByDefault(parameter) ? interpreter.FromOutside(parameter.Name, parameter.Type) : FromCaller(interpreter, parameter));
        return withoutNulls.Unknowns.Count < trace.Unknowns.Count || trace.Variants.Count == 0 ? withoutNulls : trace;

        // Callers who do not say otherwise get the default.
        AbstractValue FromCaller(Interpreter interpreter, IParameterSymbol parameter) => given.Value(interpreter, parameter)
            ?? (parameter.HasExplicitDefaultValue ? ConstantValue.Of(parameter.ExplicitDefaultValue) : interpreter.FromOutside(parameter.Name, parameter.Type));
    }

    private ModelTrace TraceClass(
        INamedTypeSymbol type, IMethodSymbol constructor, IMethodSymbol forward, SyntaxNode declaration, Func<Interpreter, IParameterSymbol, AbstractValue> argument)
    {
        var found = new Findings();
        var later = LaterInitialization.Of(type, creations, source, torch, cancellation);
        ForEachPath(found, skipsBesideThePoint: false, (interpreter, origins) =>
        {
            var arguments = new Arguments(constructor.Parameters, [.. constructor.Parameters.Select(parameter => argument(interpreter, parameter))]);
            var model = interpreter.Instantiate(constructor, arguments, declaration);
            foreach (var initialization in later)
                interpreter.Initialize(model, initialization);

            var graph = interpreter.Trace(model, inner => Inputs(inner, forward), declaration);
            found.Add(declaration, graph, origins, model, interpreter.Cuts);
        });
        return found.TraceOf(declaration, type.Name, type)!;
    }

    private IMethodSymbol? ForwardOf(INamedTypeSymbol type)
    {
        if (ForwardMethods.Of(type, 0, torch, source, cancellation) is { } own)
            return own;

        // A class that derives from Sequential runs what it hands to its base.
        for (var current = type.BaseType; current is not null; current = current.BaseType)
            if (current is { Name: "Sequential", IsGenericType: false, ContainingNamespace.Name: "Modules" })
                return current.GetMembers("forward").OfType<IMethodSymbol>().FirstOrDefault();

        return null;
    }

    // The one that everyone calls; else the longest that others can call.
    private IMethodSymbol? ConstructorOf(INamedTypeSymbol type)
    {
        var candidates = type.InstanceConstructors.Where(candidate => !IsCopy(candidate)).ToList();
        if (candidates.Count == 1)
            return candidates[0];

        var called = creations.Of(type, cancellation).Select(creation => creation.Constructor?.OriginalDefinition).Distinct<IMethodSymbol?>(SymbolEqualityComparer.Default).ToList();
        return candidates.Find(candidate => called.Count == 1 && TorchSharpContext.Same(candidate.OriginalDefinition, called[0]))
            ?? candidates.OrderBy(candidate => candidate.DeclaredAccessibility == Accessibility.Private).ThenByDescending(candidate => candidate.Parameters.Length).FirstOrDefault();
    }

    // Whether a constructor asks if a list of arguments is empty.
    private bool ProvidesForNone(IParameterSymbol parameter) => parameter.IsParams && source.BodyOf((IMethodSymbol)parameter.ContainingSymbol, cancellation) is { } body
        && body.Descendants().OfType<IParameterReferenceOperation>().Where(reference => TorchSharpContext.Same(reference.Parameter, parameter)).Any(reference => reference.Parent switch
        {
            IIsPatternOperation => true,
            IPropertyReferenceOperation { Property.Name: "Length", Parent: IBinaryOperation { RightOperand.ConstantValue: { HasValue: true, Value: 0 or 1 } } } => true,
            _ => false,
        });

    private static bool IsNullByDefault(IParameterSymbol parameter) => parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: null } && !IsContext(parameter.Type);

    // Where a tensor lies and how wide its numbers are makes no difference to its gradient.
    private static bool IsContext(ITypeSymbol type) => type.Name is "Device" or "DeviceType" or "ScalarType" || (type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } && arguments[0].Name is "ScalarType" or "DeviceType");

    /// <summary>Every Sequential that a method, accessor or initializer makes outside module classes.</summary>
    public IReadOnlyList<ModelTrace> TraceMember(ISymbol member)
    {
        var code = member is IMethodSymbol method ? source.BodyOf(method, cancellation) : source.InitializerOf(member, cancellation);
        return code is null ? [] : TraceCode(member, code);
    }

    /// <summary>The Sequential of one expression, whatever stands around it.</summary>
    public ModelTrace? TraceExpression(ISymbol member, IOperation expression) =>
        TraceCode(member, expression).FirstOrDefault(trace => trace.Declaration == expression.Syntax);

    private IReadOnlyList<ModelTrace> TraceCode(ISymbol member, IOperation code)
    {
        var found = new Findings();
        var made = code is IConstructorBodyOperation && member is IMethodSymbol { IsStatic: false } constructor ? constructor : null;
        var given = made is not null ? GivenArguments.Of(made, creations, source, cancellation) : null;
        ForEachPath(found, skipsBesideThePoint: true, (interpreter, origins) =>
        {
            try
            {
                if (made is not null)
                    interpreter.Instantiate(made, new(made.Parameters, [.. made.Parameters.Select(parameter => ArgumentOf(interpreter, parameter))]), null);
                else
                    interpreter.RunMember(member, code);
            }
            finally
            {
                var inner = new HashSet<AbstractValue>(interpreter.Sequentials.SelectMany(made => ModuleNames.All(made.Model).Skip(1).Select(below => below.Module)));
                foreach (var (model, origin) in interpreter.Sequentials)
                    if (origin is not null && !inner.Contains(model) && code.Syntax.Span.Contains(origin.Span))
                        found.Add(origin, interpreter.Trace(model, fresh => [fresh.Emit(new InputNode("input"), origin)], origin), origins, model, interpreter.Cuts);
            }
        });
        return [.. found.Declarations.Select(declaration => found.TraceOf(declaration, VariableNames.Of(declaration) ?? NameOf(member), null)!)];

        // What callers give, or what the class provides for those who give nothing.
        AbstractValue ArgumentOf(Interpreter interpreter, IParameterSymbol parameter) => given?.Value(interpreter, parameter)
            ?? (parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: { } usual } ? ConstantValue.Of(usual) : interpreter.FromOutside(parameter.Name, parameter.Type));
    }

    private static string NameOf(ISymbol member) => member switch
    {
        { Name: "<Main>$" } => "Program",
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => member.ContainingType.Name,
        _ => member.Name,
    };

    private void ForEachPath(Findings found, bool skipsBesideThePoint, Action<Interpreter, NodeOrigins> run)
    {
        var choices = new Choices(MostPaths);
        var budget = new Budget(Budget.ModelSteps, cancellation);
        bool madeModel;
        do
        {
            var origins = new NodeOrigins();
            madeModel = true;
            try
            {
                run(NewInterpreter(choices, origins, budget, skipsBesideThePoint), origins);
            }
            catch (PathThrowsException)
            {
                madeModel = false;
            }
            catch (TraceAbortedException abort)
            {
                found.Unknowns.Add(abort.Message);
                return;
            }
            catch (InsufficientExecutionStackException)
            {
                found.Unknowns.Add("its code is nested too deep");
                return;
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                AnalyzerFaults.Note("tracer", fault);
                found.Unknowns.Add("the tracer itself failed on it");
                return;
            }
        }
        while (choices.MoveToNextPath(madeModel));

        found.IsCapped = choices.AreCapped;
    }

    private Interpreter NewInterpreter(Choices choices, NodeOrigins origins, Budget budget, bool skipsBesideThePoint = false) =>
        new(torch, source, origins, choices, budget, cancellation) { SkipsWhatMakesNoModule = skipsBesideThePoint };

    // What a caller may leave out he leaves out, unless he would give nothing at all.
    private static IReadOnlyList<AbstractValue> Inputs(Interpreter interpreter, IMethodSymbol forward)
    {
        var first = forward.Parameters.FirstOrDefault(parameter => interpreter.Torch.IsTensor(parameter.Type));
        return [.. forward.Parameters.Select(parameter => TorchSharpContext.Same(parameter, first) ? Input(interpreter, parameter.Name, parameter.Type) : Input(interpreter, parameter))];
    }

    private static AbstractValue Input(Interpreter interpreter, IParameterSymbol parameter) =>
        parameter.HasExplicitDefaultValue ? ConstantValue.Of(parameter.ExplicitDefaultValue) : Input(interpreter, parameter.Name, parameter.Type);

    private static AbstractValue Input(Interpreter interpreter, string name, ITypeSymbol type) =>
        interpreter.Torch.IsTensor(type) ? interpreter.Emit(new InputNode(name), null)
        : type is INamedTypeSymbol { IsTupleType: true } tuple ? new TupleValue([.. tuple.TupleElements.Select(part => Input(interpreter, $"{name}.{part.Name}", part.Type))])
        : interpreter.FromOutside(name, type, isInput: true);

    private static bool IsCopy(IMethodSymbol constructor) =>
        constructor.Parameters.Length == 1 && TorchSharpContext.Same(constructor.Parameters[0].Type, constructor.ContainingType);

    // Graphs found so far, by the declaration of their model; equal graphs count once.
    private sealed class Findings
    {
        private readonly Dictionary<SyntaxNode, List<ModelVariant>> _variants = [];

        public List<string> Unknowns { get; } = [];

        public bool IsCapped { get; set; }

        public IEnumerable<SyntaxNode> Declarations => _variants.Keys;

        public void Add(SyntaxNode declaration, LayerGraph graph, NodeOrigins origins, AbstractValue root, IReadOnlyList<GradientCut> cuts)
        {
            if (!_variants.TryGetValue(declaration, out var variants))
                _variants[declaration] = variants = [];

            if (variants.Find(known => GraphLikeness.AreAlike(known.Graph, graph)) is { } equal)
                equal.AlsoMakes(root, cuts);
            else if (variants.Count < MostPaths)
                variants.Add(new ModelVariant(graph, origins, root, cuts));
        }

        public ModelTrace TraceOf(SyntaxNode declaration, string name, INamedTypeSymbol? type)
        {
            var variants = _variants.TryGetValue(declaration, out var found) ? found : [];
            var unknowns = Unknowns.ToList();
            foreach (var variant in variants)
                AddUnknowns(variant.Graph, unknowns);
            if (variants.Count == 0 && unknowns.Count == 0)
                unknowns.Add("every way through its code throws");

            return new ModelTrace(name, type, declaration, variants, unknowns, IsCapped);
        }

        private static void AddUnknowns(LayerGraph graph, List<string> unknowns)
        {
            foreach (var node in graph.Nodes)
                if (node is RepeatNode repeat)
                    AddUnknowns(repeat.Block, unknowns);
                else if (node is UnknownNode { Reason: var reason } && !unknowns.Contains(reason))
                    unknowns.Add(reason);
        }
    }
}
