using GradGuard.Analyzers;
using GradGuard.Analyzers.Tracing;
using GradGuard.Prediction.Examples;
using GradGuard.Prediction.Measuring;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Prediction.Predicting;

/// <summary>What the analyzers predict of a model of the zoo, from its source alone.</summary>
internal sealed class Predictor
{
    private readonly TorchSharpContext _torch = ZooCompilation.Create();

    public PredictedFlow Predict(Example example)
    {
        var trace = Trace(example);
        if (trace is null)
            return new([], ["no model is seen there"]);
        if (trace.Variants.Count == 0)
            return new([], trace.Unknowns);

        // Where conditions leave several graphs open, the command shows one of them; so does this.
        var predictions = trace.Variants.Select(variant => variant.Predict(CancellationToken.None)).ToList();
        var shown = predictions.OrderBy(prediction => double.IsFinite(prediction.UsualLog10Ratio) ? prediction.UsualLog10Ratio : double.PositiveInfinity).First();
        var layers = shown.Layers.Select(layer => new PredictedLayer(
            Measurer.WithoutBackingFields(layer.Path),
            predictions.SelectMany(prediction => prediction.Layers).Where(other => other.Path == layer.Path).Select(other => other.Log10Norm).Aggregate((one, other) => one.Join(other)),
            layer.UsualLog10Norm));
        return new([.. layers], trace.Unknowns);
    }

    private ModelTrace? Trace(Example example)
    {
        var cache = ModelGraphCache.Of(_torch);
        var type = _torch.Compilation.GetTypeByMetadataName(example.TypeName)
            ?? throw new InvalidOperationException($"The compiled zoo has no type {example.TypeName}.");
        if (example.MethodName is not { } methodName)
            return cache.OfClass(type, CancellationToken.None);

        var method = type.GetMembers(methodName).OfType<IMethodSymbol>().Single();
        return cache.OfMember(method, CancellationToken.None).LastOrDefault() ?? cache.OfClass(MadeBy(method) ?? type, CancellationToken.None);
    }

    // The class of which a method makes a model, with what it gives it.
    private INamedTypeSymbol? MadeBy(IMethodSymbol method)
    {
        var declaration = method.DeclaringSyntaxReferences[0].GetSyntax();
        var semantics = _torch.Compilation.GetSemanticModel(declaration.SyntaxTree);
        return declaration.DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>().Select(made => semantics.GetTypeInfo(made).Type)
            .OfType<INamedTypeSymbol>().LastOrDefault(type => _torch.IsModule(type) && type.Locations[0].IsInSource);
    }
}

/// <summary>A prediction as the analyzers give it.</summary>
/// <param name="Layers">The weight layers in order of execution.</param>
/// <param name="Unknowns">What the tracer could not follow.</param>
internal sealed record PredictedFlow(IReadOnlyList<PredictedLayer> Layers, IReadOnlyList<string> Unknowns)
{
    public bool IsTraced => Layers.Count > 0 && Unknowns.Count == 0;
}

/// <param name="Path">Registered name.</param>
/// <param name="Range">log10 of its weight gradient's norm, relative to the last weight layer's.</param>
/// <param name="Log10Norm">The one figure of it: minus infinity for a gradient of zero, not a number where nothing is known.</param>
internal sealed record PredictedLayer(string Path, Interval Range, double Log10Norm);
