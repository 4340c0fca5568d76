using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GradGuard.Analyzers.Modules;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>The bodies of a compilation as training loops see them; what is found is kept for all rules.</summary>
internal sealed class TrainingCode
{
    private const int DeepestCall = 4;

    private static readonly ConditionalWeakTable<Compilation, Shared> Caches = new();

    private readonly Shared _shared;

    private TrainingCode(Shared shared, CancellationToken cancellation) => (_shared, Cancellation) = (shared, cancellation);

    public TorchSharpContext Torch => _shared.Torch;

    public SourceCode Source => _shared.Source;

    public Callers Callers => _shared.CallersOf(Cancellation);

    public CancellationToken Cancellation { get; }

    public static TrainingCode Of(TorchSharpContext torch, CancellationToken cancellation) =>
        (Caches.TryGetValue(torch.Compilation, out var known) ? known : Make(torch)).CodeOf(cancellation);

    private static Shared Make(TorchSharpContext torch) => Caches.GetValue(torch.Compilation, _ => new Shared(torch));

    public TrainingCall Classify(IOperation operation) => operation is IObjectCreationOperation { Constructor: { } constructor } && Trains(constructor, 0)
        ? TrainingCall.Opaque
        : TrainingCalls.Classify(operation, Torch);

    /// <summary>Whether code does anything to gradients or modes, itself or through what it calls.</summary>
    public bool Trains(IOperation body) => ConcernOf(body) == Concern.Training;

    /// <summary>Whether code does that, or gives a variable an optimizer.</summary>
    public bool TrainsOrMakesOptimizer(IOperation body) => ConcernOf(body) >= Concern.Optimizer;

    /// <summary>What the source gives a variable, which is searched for once.</summary>
    public IReadOnlyList<IOperation> ValuesOf(ISymbol variable, Func<ISymbol, TrainingCode, IReadOnlyList<IOperation>> search) => _shared.Values.GetOrAdd(variable, symbol => search(symbol, this));

    /// <summary>What a body gives to variables.</summary>
    public ILookup<ISymbol, IOperation> AssignmentsIn(IOperation body) => _shared.Assignments.GetOrAdd(body.Syntax, _ => Assignments.In(body));

    /// <summary>What a body asks more than once.</summary>
    public Conditions ConditionsOf(ControlFlowGraph graph) => _shared.Conditions.GetOrAdd(graph.OriginalOperation.Syntax, _ => Conditions.Of(graph));

    private Concern ConcernOf(IOperation body) => _shared.Concerns.TryGetValue(body.Syntax, out var known) ? known : _shared.Concerns[body.Syntax] = ConcernOf(body, 0);

    private Concern ConcernOf(IOperation body, int depth)
    {
        var concern = Concern.None;
        foreach (var operation in Torch.Calls.ActsIn(body))
        {
            if (operation is ISimpleAssignmentOperation { Target: { Type: { } type } target })
                concern = Torch.IsOptimizer(type) ? Concern.Optimizer
                    : concern == Concern.None && target is IFieldReferenceOperation or IPropertyReferenceOperation && Torch.IsModule(type) ? Concern.Model
                    : concern;
            if (TrainingCalls.Classify(operation, Torch) is not (TrainingCall.Other or TrainingCall.Create or TrainingCall.Convert))
                return Concern.Training;
            if (operation is IInvocationOperation call && (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke || IsOpaque(call) || Trains(call.TargetMethod, depth) || HandsOnTraining(call, depth)))
                return Concern.Training;
        }

        return concern;
    }

    // batches.ForEach(Step)
    private bool HandsOnTraining(IInvocationOperation call, int depth)
    {
        foreach (var argument in call.Arguments)
            if (argument.Value is IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: var method } } && Trains(method, depth))
                return true;

        return false;
    }

    /// <summary>The bodies that a call may run; empty where there is no source.</summary>
    public IEnumerable<ControlFlowGraph> BodiesOf(IMethodSymbol method, Frame frame)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            for (var graph = frame.Graph; graph is not null; graph = graph.Parent)
                if (graph.LocalFunctions.Contains(method.OriginalDefinition))
                    return [graph.GetLocalFunctionControlFlowGraph(method.OriginalDefinition, Cancellation)];

            return [];
        }

        return Implementations(method).Where(candidate => ConcernOf(candidate, frame.Depth) != Concern.None).Select(GraphOf).OfType<ControlFlowGraph>();
    }

    /// <summary>Whether a call may do anything at all, for all the source at hand can say.</summary>
    public bool IsOpaque(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind is MethodKind.LocalFunction or MethodKind.DelegateInvoke || Torch.IsLibrary(method) || TorchSharpContext.Same(method.ContainingType, Torch.Guard))
            return false;
        if (!Source.HasSource(method))
            return (KnowsTorchSharp(method.ContainingAssembly) && method.ContainingAssembly.Name is not ("TorchVision" or "TorchAudio")) || method is { Name: "Invoke" or "DynamicInvoke", ContainingType.Name: "MethodBase" or "MethodInfo" or "Delegate" };

        // A method that is being typed will do what cannot be read yet.
        if (Implementations(method).Any(body => body.DeclaringSyntaxReferences.Any(reference => UnfinishedCode.FailsToParse(reference.GetSyntax(Cancellation)))))
            return true;

        return (method.IsAbstract || method.ContainingType.TypeKind == TypeKind.Interface) && !Implementations(method).Any() && !Delegates.OnlySupplies(call) && !Delegates.OnlyTells(call)
            && call.Arguments.Select(argument => argument.Value.Type).Append(call.Instance?.Type).Any(type => Torch.IsTensor(type) || Torch.IsModule(type) || Torch.IsOptimizer(type) || type?.TypeKind is TypeKind.Interface or TypeKind.Class);
    }

    public bool IsBodyOf(ControlFlowGraph graph, IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == graph.OriginalOperation.Syntax.SyntaxTree && reference.Span.Contains(graph.OriginalOperation.Syntax.Span));

    /// <summary>Whether a local is given another value after its declaration.</summary>
    public bool IsReassigned(ILocalSymbol local) => _shared.Reassigned.GetOrAdd(local, _ =>
    {
        var owner = local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(Cancellation).FirstAncestorOrSelf<SyntaxNode>(node => node is BaseMethodDeclarationSyntax or CompilationUnitSyntax or AccessorDeclarationSyntax);
        return owner?.DescendantNodes().Any(node => node switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left.DescendantNodesAndSelf().Any(IsIt),
            ArgumentSyntax { RefKindKeyword.RawKind: not (int)SyntaxKind.None } argument => IsIt(argument.Expression),
            _ => false,
        }) != false;

        bool IsIt(SyntaxNode node) => node is IdentifierNameSyntax name && name.Identifier.Text == local.Name;
    });

    /// <summary>The control-flow graph of a method with source.</summary>
    public ControlFlowGraph? GraphOf(IMethodSymbol method) => _shared.Graphs.GetOrAdd(method, _ =>
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
            switch (Source.OperationOf(reference.GetSyntax(Cancellation), Cancellation))
            {
                case IMethodBodyOperation body:
                    return ControlFlowGraph.Create(body, Cancellation);
                case IConstructorBodyOperation body:
                    return ControlFlowGraph.Create(body, Cancellation);
            }

        return null;
    });

    private bool Trains(IMethodSymbol method, int depth) => ConcernOf(method, depth) == Concern.Training;

    private Concern ConcernOf(IMethodSymbol method, int depth)
    {
        if (depth >= DeepestCall || method.MethodKind == MethodKind.LocalFunction || !Source.HasSource(method.OriginalDefinition))
            return Concern.None;

        // The depth bounds a method that calls itself.
        var key = (method.OriginalDefinition, depth);
        return _shared.MethodConcerns.TryGetValue(key, out var known) ? known : _shared.MethodConcerns[key] = ConcernOfImplementations(method, depth + 1);
    }

    private Concern ConcernOfImplementations(IMethodSymbol method, int depth)
    {
        var most = Concern.None;
        foreach (var candidate in Implementations(method))
            if (Source.BodyOf(candidate, Cancellation) is { } body && ConcernOf(body, depth) is var concern && concern > most)
                most = concern;

        return most;
    }

    // Of a virtual method, those that override it too.
    public IEnumerable<IMethodSymbol> Implementations(IMethodSymbol method)
    {
        method = method.OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        if (!Source.HasSource(method))
            yield break;
        if (!method.IsAbstract && method.ContainingType.TypeKind != TypeKind.Interface)
            yield return method;
        if (method.IsAbstract || method.IsVirtual || method.IsOverride)
            foreach (var other in _shared.Implementations.TryGetValue(method, out var found) ? found : [])
                yield return other;
    }

    private bool KnowsTorchSharp(IAssemblySymbol? assembly) => assembly is not null && _shared.KnowsTorchSharp.GetOrAdd(assembly, _ =>
        assembly.Modules.Any(module => module.ReferencedAssemblySymbols.Any(reference => TorchSharpContext.Same(reference, Torch.Module.ContainingAssembly))));

    // What a body has to do with training, as far as the rules ask.
    private enum Concern
    {
        None,

        /// <summary>It puts a module into a member, which an optimizer on the one before knows nothing of.</summary>
        Model,

        /// <summary>It makes an optimizer.</summary>
        Optimizer,
        Training,
    }

    private sealed class Shared(TorchSharpContext torch)
    {
        private Callers? _callers;
        private TrainingCode? _code;

        public TorchSharpContext Torch { get; } = torch;

        public SourceCode Source { get; } = SourceCode.Of(torch.Compilation);

        public ConcurrentDictionary<IMethodSymbol, ControlFlowGraph?> Graphs { get; } = new(SymbolEqualityComparer.Default);

        public ConcurrentDictionary<(IMethodSymbol, int), Concern> MethodConcerns { get; } = new();

        public ConcurrentDictionary<SyntaxNode, Concern> Concerns { get; } = new();

        public ConcurrentDictionary<ISymbol, bool> KnowsTorchSharp { get; } = new(SymbolEqualityComparer.Default);

        public ConcurrentDictionary<ISymbol, IReadOnlyList<IOperation>> Values { get; } = new(SymbolEqualityComparer.Default);

        public ConcurrentDictionary<SyntaxNode, ILookup<ISymbol, IOperation>> Assignments { get; } = new();

        public ConcurrentDictionary<SyntaxNode, Conditions> Conditions { get; } = new();

        public ConcurrentDictionary<ISymbol, bool> Reassigned { get; } = new(SymbolEqualityComparer.Default);

        public IReadOnlyDictionary<IMethodSymbol, List<IMethodSymbol>> Implementations => MethodImplementations.Of(Torch.Compilation);

        // Nearly all bodies of a compile are looked at under one token.
        public TrainingCode CodeOf(CancellationToken cancellation) => _code is { } known && known.Cancellation == cancellation ? known : _code = new(this, cancellation);

        public Callers CallersOf(CancellationToken cancellation) => _callers ??= new(Torch.Compilation, cancellation);
    }
}
