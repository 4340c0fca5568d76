using GradGuard.Analyzers.Tests.Verification;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tests.Tracing;

/// <summary>Traces the models of a source and writes their graphs one node a line, for tests to compare.</summary>
internal static class GraphText
{
    /// <summary>The only variant of the named class.</summary>
    public static string OfClass(string source, string name = "Net")
    {
        var variants = VariantsOf(source, name);
        return Assert.Single(variants);
    }

    public static IReadOnlyList<string> VariantsOf(string source, string name = "Net") => [.. Trace(source, name).Variants.Select(variant => Write(variant.Graph))];

    public static ModelTrace Trace(string source, string name = "Net")
    {
        var compilation = TestCompilation.OfValid(source);
        var type = compilation.GetSymbolsWithName(name, SymbolFilter.Type).OfType<INamedTypeSymbol>().Single();
        return ModelGraphCache.Of(TorchSharpContext.Of(compilation)!).OfClass(type, TestContext.Current.CancellationToken)!;
    }

    public static string Write(LayerGraph graph, string indent = "")
    {
        var lines = graph.Nodes.Select((node, i) => $"{indent}{i} {Describe(node)}{(node.Inputs.Count > 0 ? $" <- {string.Join(", ", node.Inputs)}" : "")}{Block(node)}");
        return string.Join("\n", lines) + (graph.Output == graph.Nodes.Count - 1 ? "" : $"\n{indent}output {graph.Output}");

        string Block(LayerNode node) => node is RepeatNode repeat ? "\n" + Write(repeat.Block, indent + "  ") : "";
    }

    private static string Describe(LayerNode node) => $"{node.Path}: " + node switch
    {
        InputNode input => input.SecondMoment == 1 ? "input" : $"input of {input.SecondMoment:0.####}",
        LinearNode linear => $"linear {linear.FanIn} -> {linear.FanOut}{Weight(linear.Weight)}{(linear.Bias is null ? ", no bias" : "")}",
        ConvolutionNode convolution => $"convolution {convolution.InChannels} -> {convolution.OutChannels}, kernel {convolution.KernelVolume}, stride {convolution.StrideVolume}{Weight(convolution.Weight)}",
        ActivationNode activation => activation.Function.Name,
        PositiveNode positive => positive.Function.Name,
        NormalizationNode norm => $"{norm.Kind} norm{(norm.Gain == 1 ? "" : $", gain {norm.Gain}")}",
        AddNode => "add",
        MultiplyNode => "multiply",
        ScaleNode scale => $"times {scale.Factor:0.####}",
        ShiftNode shift => $"plus {shift.Offset:0.####}",
        UpsampleNode upsample => $"upsample {upsample.Volume}",
        PartNode part => part.Features.IsKnown ? $"{part.Features} features" : $"part of {part.Parts}",
        DotProductAttentionNode attention => $"dot-product attention{(attention.Scale is { } scale ? $", scale {scale:0.####}" : "")}",
        ConcatenateNode => "concatenate",
        OutputsNode => "outputs",
        CarriedNode carried => $"carried {carried.Index}",
        PoolNode pool => $"{pool.Kind} pool {pool.WindowVolume}{(pool is { StrideVolume.Value: { } stride, WindowVolume.Value: { } window } && stride != window ? $", stride {stride}" : "")}",
        DropoutNode dropout => $"dropout {dropout.Probability}",
        ReshapeNode => "reshape",
        SelectNode => "select",
        LargestFeatureNode { Among.IsKnown: true } largest => $"largest of {largest.Among}",
        LogSumExpNode => "log sum exp",
        SoftmaxNode softmax => softmax.Logarithm ? "log softmax" : "softmax",
        EmbeddingNode embedding => $"embedding {embedding.Rows} x {embedding.Columns}",
        RecurrentNode recurrent => $"{recurrent.Kind} {recurrent.InputSize} -> {recurrent.HiddenSize} x {recurrent.LayerCount}",
        AttentionNode attention => $"attention {attention.Width} / {attention.Heads}",
        PairAttentionNode attention => $"attention to {attention.Neighbours} of {attention.Positions}{(attention.Function is { } function ? $", {function.Name}" : "")}",
        MatrixProductNode product => $"product over {(product.FirstByPositions ? "positions" : "features")} and {(product.SecondByPositions ? "positions" : "features")}{(product.Terms.IsKnown ? $", {product.Terms} terms" : "")}",
        RepeatNode repeat => $"repeat {repeat.Count}",
        UnknownNode unknown => $"unknown: {unknown.Reason}",
        _ => node.GetType().Name,
    };

    private static string Weight(WeightInitializer weight) => weight.Kind == InitializerKind.Default ? "" : $", {weight.Name}";
}
