using System.Collections.Immutable;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;

namespace GradGuard.Analyzers.Graphs;

/// <summary>What a finding about a whole model tells a fix: where the model stands and which layers have weights.</summary>
internal static class ModelProperties
{
    private static readonly HashSet<string> Drawable = ["Linear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"];

    /// <summary>Whether a layer is one of a single weight that an initializer of the fans can draw.</summary>
    public static bool IsDrawable(string layer) => Drawable.Contains(layer);

    public static ImmutableDictionary<string, string?> Of(ModelTrace model, ModelVariant variant) => ImmutableDictionary<string, string?>.Empty
        .Add(FixProperties.ModelSpan, $"{model.Declaration.SpanStart}+{model.Declaration.Span.Length}")
        // A weight without a layer of its own has a name that no fix can draw.
        .Add(FixProperties.WeightLayers, string.Join(",", variant.Graph.WithBlocks().SelectMany(graph => graph.Nodes)
            .Where(node => node is LinearNode or ConvolutionNode).Select(node => variant.Origins[node].Layer ?? "?").Distinct()));
}
