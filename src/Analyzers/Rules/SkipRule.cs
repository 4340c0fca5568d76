using System.Collections.Immutable;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>A rule about what stands on the skip of a residual block, reported where the block's own code applies it.</summary>
internal abstract class SkipRule(DiagnosticDescriptor descriptor) : ModelRule(descriptor)
{
    private protected virtual DiagnosticSeverity Severity => DiagnosticSeverity.Warning;

    private protected sealed override void Analyze(ModelReport report)
    {
        var found = report.Model.Variants.Select(variant => SkipPath.In(variant.Graph)
            .Select(path => (path, Sum: variant.Origins[path.Sum].Use, Arguments: path.Operations.Count == 0 ? null : Judge(path, variant)))
            .Where(skip => skip.Sum is not null).ToLookup(skip => skip.Sum!)).ToList();

        var reported = new HashSet<SyntaxNode>();
        for (var i = 0; i < found.Count; i++)
            foreach (var sum in found[i])
            {
                var places = sum.First().path.Operations.Select(operation => report.Model.Variants[i].Origins[operation].Use).ToList();
                // A skip that a setting makes the identity is as it should be.
                if (places.Count == 0 || places[0] is not { } place || !report.Model.Owns(place) || found.Exists(variant => variant[sum.Key].Any(skip => skip.Arguments is null)) || !reported.Add(sum.Key))
                    continue;

                var arguments = sum.First().Arguments!;
                report.At(place, Severity, null, places.OfType<SyntaxNode>(), ImmutableDictionary<string, string?>.Empty, [arguments[0], report.Model.Name, .. arguments.Skip(1)]);
            }
    }

    /// <summary>What the message says of an offending skip, the model's name left out; null where the skip is fine.</summary>
    private protected abstract string[]? Judge(SkipPath path, ModelVariant variant);
}
