using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Rules;

/// <summary>A rule about what stands on the skip of a residual block, reported where the block's own code applies it.</summary>
internal abstract class SkipRule(DiagnosticDescriptor descriptor) : ModelRule(descriptor)
{
    private protected virtual DiagnosticSeverity Severity => DiagnosticSeverity.Warning;

    private protected sealed override void Analyze(ModelReport report)
    {
        foreach (var skip in SkipsIn(report.Model))
            if (!BlockTellsItself(skip, report))
                report.At(skip.Places[0], Severity, null, skip.Places.OfType<SyntaxNode>(), ImmutableDictionary<string, string?>.Empty, [skip.Arguments[0], report.Model.Name, .. skip.Arguments.Skip(1)]);
    }

    /// <summary>What the message says of an offending skip, the model's name left out; null where the skip is fine.</summary>
    private protected abstract string[]? Judge(SkipPath path, ModelVariant variant);

    private IEnumerable<OffendingSkip> SkipsIn(ModelTrace model)
    {
        var found = model.Variants.Select(variant => SkipPath.In(variant.Graph)
            .Select(path => (path, Sum: variant.Origins[path.Sum].Use, Arguments: path.Operations.Count == 0 ? null : Judge(path, variant)))
            .Where(skip => skip.Sum is not null).ToLookup(skip => skip.Sum!)).ToList();
        if (found.TrueForAll(skips => skips.Count == 0))
            yield break;

        var seen = new HashSet<SyntaxNode>();
        for (var i = 0; i < found.Count; i++)
            foreach (var sum in found[i])
            {
                var places = sum.First().path.Operations.Select(operation => model.Variants[i].Origins[operation].Use).ToList();
                // A skip that a setting makes the identity is as it should be.
                if (places.Count > 0 && places[0] is { } place && model.Owns(place) && !found.Exists(variant => variant[sum.Key].Any(skip => skip.Arguments is null)) && seen.Add(sum.Key))
                    yield return new(sum.Key, places, sum.First().Arguments!);
            }
    }

    // A block in a Sequential of the same file, which owns the file, is a class that is looked at by itself too.
    private bool BlockTellsItself(OffendingSkip skip, ModelReport report) => report.Model.Type is null
        && skip.Sum.FirstAncestorOrSelf<ClassDeclarationSyntax>() is { } around
        && SourceCode.Of(report.Torch.Compilation).SemanticsOf(around.SyntaxTree).GetDeclaredSymbol(around, report.Cancellation) is INamedTypeSymbol block
        && ModelGraphCache.Of(report.Torch).OfClass(block, report.Cancellation) is { } model
        && SkipsIn(model).Any(its => its.Sum == skip.Sum);

    /// <param name="Sum">The addition.</param>
    /// <param name="Places">Where the operations on the skip are applied.</param>
    /// <param name="Arguments">What the message says.</param>
    private sealed record OffendingSkip(SyntaxNode Sum, IReadOnlyList<SyntaxNode?> Places, string[] Arguments);
}
