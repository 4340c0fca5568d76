using System.Globalization;
using GradGuard.Analyzers;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>The model of a finding, on which a change is tried before it is offered.</summary>
internal sealed class TriedModel
{
    private readonly ModelTrace _trace;
    private readonly CancellationToken _cancellation;

    private TriedModel(SyntaxNode declaration, ModelTrace trace, IReadOnlyList<string> layers, CancellationToken cancellation) =>
        (Declaration, _trace, Layers, _cancellation) = (declaration, trace, layers, cancellation);

    /// <summary>Its class declaration or the expression that makes it.</summary>
    public SyntaxNode Declaration { get; }

    /// <summary>The classes of its layers with weights.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The model that a finding's properties name; null where it is not in the finding's own file, or has layers that a loop cannot draw.</summary>
    public static TriedModel? Of(FixContext context)
    {
        var layers = (context.Property(FixProperties.WeightLayers) ?? "").Split([','], StringSplitOptions.RemoveEmptyEntries);
        if (layers.Length == 0 || !layers.All(ModelProperties.IsDrawable) || context.Property(FixProperties.ModelSpan)?.Split('+') is not { Length: 2 } span)
            return null;

        var place = new TextSpan(int.Parse(span[0], CultureInfo.InvariantCulture), int.Parse(span[1], CultureInfo.InvariantCulture));
        return place.End <= context.Root.FullSpan.End
            && context.NodeAt(place).FirstAncestorOrSelf<SyntaxNode>(node => node.Span == place) is { } declaration
            && ModelCatalog.ModelAt(declaration, context.Semantics, context.Cancellation) is { Variants.Count: > 0 } trace
                ? new(declaration, trace, layers, context.Cancellation)
                : null;
    }

    /// <summary>
    /// log10 of the ratio that a change would give, the furthest from 1 of all ways through the model; null where it does not heal all of
    /// them.
    /// </summary>
    public double? Healed(Func<ModelVariant, IReadOnlyList<Remedy>> remediesOf)
    {
        double? worst = null;
        foreach (var variant in _trace.Variants)
        {
            var remedies = remediesOf(variant);
            var graph = remedies.Aggregate(variant.Graph, (changed, remedy) => remedy.ApplyTo(changed));
            var trial = new WhatIf(remedies[0], graph, SignalPropagation.Predict(graph, null, _cancellation));
            if (!trial.Heals)
                return null;
            if (worst is null || Math.Abs(trial.Prediction.UsualLog10Ratio) > Math.Abs(worst.Value))
                worst = trial.Prediction.UsualLog10Ratio;
        }

        return worst;
    }

    /// <summary>Whether GG0301 would object to a change that draws all weights in one place.</summary>
    public bool IsForAnotherActivation(Remedy remedy)
    {
        var layers = _trace.Variants.SelectMany(variant => MismatchedLayer.In(remedy.ApplyTo(variant.Graph))).ToList();
        return layers.Count > 0 && layers.TrueForAll(layer => layer.Mismatch is not null);
    }

    /// <summary>The changes that heal, best first, each with its title and what it gives.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> BestFirst(IEnumerable<(string Title, IReadOnlyList<TextChange>? Changes, double? Healed)> tried) =>
        from trial in tried
        where trial.Healed is not null && trial.Changes is not null
        orderby Math.Abs(trial.Healed!.Value)
        select ($"{trial.Title}: predicted ratio {Ratio.Text(trial.Healed!.Value)}", trial.Changes!);
}
