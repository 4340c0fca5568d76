using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The traces of a compilation's models, each made once, when a rule first asks, and shared by all rules.</summary>
internal sealed class ModelGraphCache
{
    private static readonly ConditionalWeakTable<Compilation, ModelGraphCache> Caches = new();

    private readonly ConcurrentDictionary<ISymbol, Entry<ModelTrace?>> _classes = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, Entry<IReadOnlyList<ModelTrace>>> _members = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<SyntaxNode, Entry<ModelTrace?>> _expressions = new();
    private readonly TorchSharpContext _torch;
    private readonly SourceCode _source;
    private readonly ObjectCreations _creations;

    private ModelGraphCache(TorchSharpContext torch)
    {
        _torch = torch;
        _source = SourceCode.Of(torch.Compilation);
        _creations = new ObjectCreations(torch.Compilation, _source);
    }

    public static ModelGraphCache Of(TorchSharpContext torch) => Caches.GetValue(torch.Compilation, _ => new ModelGraphCache(torch));

    /// <summary>The trace of a module class; null for a class that is no model.</summary>
    public ModelTrace? OfClass(INamedTypeSymbol type, CancellationToken cancellation) => !_torch.IsModule(type) || type.IsAbstract
        ? null
        : _classes.GetOrAdd(type, _ => new()).Get(() => Tracer(cancellation).TraceClass(type));

    /// <summary>The traces of the Sequentials that a member makes.</summary>
    public IReadOnlyList<ModelTrace> OfMember(ISymbol member, CancellationToken cancellation) =>
        _members.GetOrAdd(member, _ => new()).Get(() => Tracer(cancellation).TraceMember(member));

    /// <summary>The trace of the Sequential that an expression in a member makes; null where it is part of a larger one.</summary>
    public ModelTrace? OfExpression(ISymbol member, IOperation expression, CancellationToken cancellation)
    {
        var traces = OfMember(member, cancellation);
        if (traces.FirstOrDefault(trace => trace.Declaration == expression.Syntax) is { } trace)
            return IsToldByItsMaker(expression, trace, cancellation) ? null : trace;

        // Inside a larger one, or in code that the member itself never runs, such as a lambda it passes on.
        return traces.Any(other => other.Declaration.Span.Contains(expression.Syntax.Span)) || !IsInFunction(expression)
            ? null
            : _expressions.GetOrAdd(expression.Syntax, _ => new()).Get(() => Tracer(cancellation).TraceExpression(member, expression));
    }

    // var net = Build(), where Build() is a model of its own that nothing of the call changes.
    private bool IsToldByItsMaker(IOperation expression, ModelTrace made, CancellationToken cancellation) =>
        expression is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary, DeclaringSyntaxReferences.Length: > 0 } maker }
        && !_torch.IsModule(maker.ContainingType)
        && OfMember(maker.OriginalDefinition, cancellation).Any(own => own.Variants.Count == made.Variants.Count && own.Variants.Zip(made.Variants, (one, other) => GraphLikeness.AreAlike(one.Graph, other.Graph)).All(alike => alike));

    private static bool IsInFunction(IOperation? operation)
    {
        for (; operation is not null; operation = operation.Parent)
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation)
                return true;

        return false;
    }

    private ModelTracer Tracer(CancellationToken cancellation) => new(_torch, _source, _creations, cancellation);

    // Lazy would keep the exception of a cancelled attempt.
    private sealed class Entry<T>
    {
        private readonly object _gate = new();
        private bool _isMade;
        private T _value = default!;

        public T Get(Func<T> make)
        {
            lock (_gate)
            {
                if (!_isMade)
                    (_value, _isMade) = (make(), true);

                return _value;
            }
        }
    }
}
