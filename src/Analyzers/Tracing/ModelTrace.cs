using System.Collections.Immutable;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers.Tracing;

/// <summary>A model of the compilation and what the tracer found of it.</summary>
/// <param name="Name">The name of its class; of a Sequential standing alone, that of the variable, else of the member, that holds it.</param>
/// <param name="Type">Its class; null for a Sequential standing alone.</param>
/// <param name="Declaration">Its class declaration, or the expression that makes it.</param>
/// <param name="Variants">Its layer graph, once for every way through conditions that the code alone does not decide.</param>
/// <param name="Unknowns">What could not be followed; empty where the model is traced in full.</param>
/// <param name="IsCapped">Whether there are more ways through the code than variants were made.</param>
internal sealed record ModelTrace(
    string Name, INamedTypeSymbol? Type, SyntaxNode Declaration, IReadOnlyList<ModelVariant> Variants, IReadOnlyList<string> Unknowns, bool IsCapped)
{
    // Asked for at every place that a rule looks at.
    private readonly ImmutableArray<SyntaxReference> _parts = Type?.DeclaringSyntaxReferences ?? [];

    public bool IsTraced => Variants.Count > 0 && Unknowns.Count == 0;

    /// <summary>The names of the model under which a module, or something in it, takes part in its graph.</summary>
    public HashSet<string> CalledNames() => [.. Variants.SelectMany(variant => variant.Graph.Nodes).Select(node => node.Path.IndexOf('.') is var dot and >= 0 ? node.Path.Substring(0, dot) : node.Path)];

    /// <summary>Where to speak of the model as a whole.</summary>
    public Location Location => Declaration is TypeDeclarationSyntax type
        ? type.Identifier.GetLocation()
        : Declaration.GetLocation();

    /// <summary>Whether a place lies in the model's own code rather than in that of a block it uses.</summary>
    public bool Owns(SyntaxNode place) => Owns(place.SyntaxTree, place.Span) && !IsInNestedModel(place);

    /// <summary>Whether a place lies in the model's own code rather than in that of a block it uses.</summary>
    public bool Owns(Location place) => Owns(place.SourceTree, place.SourceSpan);

    private bool Owns(SyntaxTree? file, TextSpan span)
    {
        if (Type is null)
            return file == Declaration.SyntaxTree;

        foreach (var part in _parts)
            if (part.SyntaxTree == file && part.Span.Contains(span))
                return true;

        return false;
    }

    // A block whose class is another than the model's own reports for itself, also where it is declared inside that or in the same file.
    private bool IsInNestedModel(SyntaxNode place) => place.Ancestors().OfType<ClassDeclarationSyntax>()
        .TakeWhile(around => !IsAroundModel(around))
        .Any(around => around.Members.Any(member => member is MethodDeclarationSyntax { Identifier.ValueText: "forward" }));

    private bool IsAroundModel(ClassDeclarationSyntax around) => Type is null
        ? around.SyntaxTree == Declaration.SyntaxTree && around.Span.Contains(Declaration.Span)
        : _parts.Any(part => part.SyntaxTree == around.SyntaxTree && part.Span == around.Span);
}

/// <summary>One layer graph of a model.</summary>
internal sealed class ModelVariant(LayerGraph graph, NodeOrigins origins, AbstractValue root, IReadOnlyList<GradientCut> cuts)
{
    private readonly List<AbstractValue> _roots = [root];
    private FlowPrediction? _prediction;
    private FlowEstimate? _estimate;

    public LayerGraph Graph { get; } = graph;

    public NodeOrigins Origins { get; } = origins;

    /// <summary>The model itself as its constructor left it.</summary>
    public AbstractValue Root => _roots[0];

    /// <summary>The model as each way through its constructor that leads to this graph leaves it.</summary>
    public IReadOnlyList<AbstractValue> Roots => _roots;

    /// <summary>Where forward cuts layers off from its output on every way that leads to this graph.</summary>
    public IReadOnlyList<GradientCut> Cuts { get; private set; } = cuts;

    /// <summary>Another way through the code makes the same graph.</summary>
    public void AlsoMakes(AbstractValue model, IReadOnlyList<GradientCut> itsCuts)
    {
        _roots.Add(model);
        Cuts = [.. Cuts.Where(cut => itsCuts.Any(other => other.Place == cut.Place))];
    }

    /// <summary>The prediction at usual values alone, which most models need no more than.</summary>
    public FlowEstimate Estimate(CancellationToken cancellation)
    {
        lock (Origins)
            return _estimate ??= SignalPropagation.Estimate(Graph, cancellation: cancellation);
    }

    /// <summary>Whether the whole interval of first over last lies below a limit, in log10.</summary>
    public bool RatioIsBelow(double log10Limit, CancellationToken cancellation) =>
        Estimate(cancellation).Log10Ratio < log10Limit && Predict(cancellation).Log10Ratio.IsBelow(log10Limit);

    /// <summary>Whether the whole interval of first over last lies above a limit, in log10.</summary>
    public bool RatioIsAbove(double log10Limit, CancellationToken cancellation) =>
        Estimate(cancellation).Log10Ratio > log10Limit && Predict(cancellation).Log10Ratio.IsAbove(log10Limit);

    /// <summary>The prediction, made once; a call that is cancelled leaves it to the next.</summary>
    public FlowPrediction Predict(CancellationToken cancellation)
    {
        lock (Origins)
            return _prediction ??= Estimate(cancellation).Predict(cancellation);
    }
}
