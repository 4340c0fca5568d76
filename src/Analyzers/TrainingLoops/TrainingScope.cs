using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Whether two things that training code does are about the same parameters.</summary>
internal enum Relation
{
    Unsure,
    Same,
    Different,
}

/// <summary>One body of training code, with the bodies that it calls, under one rule.</summary>
internal sealed class TrainingScope
{
    // Every rule walks the whole body for each of some events; who writes hundreds by hand writes no training loop.
    private const int MostEvents = 300;

    private readonly Action<Diagnostic> _report;
    private readonly AnalyzerOptions _options;
    private readonly List<TrainingEvent> _events = [];

    public TrainingScope(TrainingCode code, ControlFlowGraph graph, AnalyzerOptions options, Action<Diagnostic> report)
    {
        (Code, Root, _options, _report) = (code, new Frame(code, graph), options, report);
        new PathWalk(code, (state, _) => state, (happening, _) =>
        {
            if (!IsTooLong && !_events.Exists(happening.IsAt))
                _events.Add(happening);
        }).Run(Root, 1);
    }

    public TrainingCode Code { get; }

    public Frame Root { get; }

    /// <summary>Whether more happens than can be followed.</summary>
    public bool IsTooLong => _events.Count > MostEvents;

    /// <summary>All that happens, in no order that means anything.</summary>
    public IReadOnlyList<TrainingEvent> Events => _events;

    public IEnumerable<TrainingEvent> All(TrainingCall call) => _events.Where(happening => happening.Call == call);

    /// <summary>Whether anything happens that the source does not tell.</summary>
    public bool IsOpaque => _events.Exists(happening => happening.Call == TrainingCall.Opaque);

    public double Read(RuleOption option) => option.Read(_options, Root.Graph.OriginalOperation.Syntax.SyntaxTree);

    /// <summary>Follows an automaton from the entry; returns the states at the exit.</summary>
    public uint Follow(uint start, Transition next, Action<TrainingEvent, uint>? visit = null) => new PathWalk(Code, next, visit).Run(Root, start);

    /// <summary>Whether something is done to the parameters that an optimizer steps on.</summary>
    public Relation Relate(TrainingEvent step, TrainingEvent other)
    {
        if (step.Owner is null || other.Owner is null)
            return Relation.Unsure;
        if (step.Owner == other.Owner)
            return Relation.Same;

        var mine = ModelOf(step);
        var its = Code.Torch.IsModule(TypeOf(other.Owner)) ? other.Owner : ModelOf(other);
        return mine is null || its is null ? Relation.Unsure
            : mine == its ? Relation.Same
            : Creations.AreApart(mine, its, Code) || (Code.Torch.IsOptimizer(TypeOf(other.Owner)) && Creations.AreGivenApart(mine, its, Code)) ? Relation.Different
            : Relation.Unsure;
    }

    /// <summary>The model whose parameters an optimizer was made with; null where that is not known.</summary>
    public Place? ModelOf(TrainingEvent step) => OptimizerOrigin.Of(step.Owner, Code) is { Creation: { } creation } made ? made.ModelPlace(BodyOf(creation, step.Frame)) : null;

    // Where the optimizer is made: in the body that steps, or in one that calls it.
    private Frame BodyOf(IOperation creation, Frame frame)
    {
        for (var body = frame; body is not null; body = body.Caller)
            if (body.Graph.OriginalOperation.Syntax is var code && code.SyntaxTree == creation.Syntax.SyntaxTree && code.Span.Contains(creation.Syntax.Span))
                return body;

        return Root;
    }

    public void Report(Diagnostic diagnostic) => _report(diagnostic);

    private static ITypeSymbol? TypeOf(Place place) => place.Path.Length > 0 ? null : place.Root switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };
}
