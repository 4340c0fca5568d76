using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>An activation that turns scores into probabilities.</summary>
internal enum ProbabilityKind
{
    Sigmoid,
    Softmax,
    LogSoftmax,
}

/// <summary>The activation that a value comes from.</summary>
/// <param name="Kind">The activation.</param>
/// <param name="Model">The model that ends in it; null where the code around the value applies it.</param>
/// <param name="Place">The code that applies it, or makes the layer that does.</param>
/// <param name="Scores">How many scores a sample has; null where the code does not tell.</param>
internal sealed record OutputActivation(ProbabilityKind Kind, string? Model, SyntaxNode? Place, int? Scores = null)
{
    private const int DeepestChain = 12;

    // Each caller may have several of its own.
    private const int CostOfCallers = 4;

    private static readonly HashSet<string> KeepValues = ["view", "reshape", "squeeze", "unsqueeze", "flatten", "to", "cpu", "cuda", "contiguous", "clone", "alias", "permute", "transpose", "expand", "MoveToOuterDisposeScope", "type", "to_type"];

    /// <summary>The activation of a value; null where it comes from none, or where the source does not say.</summary>
    public static OutputActivation? Of(IOperation? value, TrainingCode code) => Find(value, code, DeepestChain);

    /// <summary>In words: "softmax", or "the softmax at the end of 'Net'".</summary>
    public string Describe() => Model is null ? Name : $"the {Name} at the end of '{Model}'";

    private string Name => Kind == ProbabilityKind.Sigmoid ? "sigmoid" : Kind == ProbabilityKind.Softmax ? "softmax" : "log-softmax";

    private static OutputActivation? Find(IOperation? value, TrainingCode code, int left)
    {
        switch (Creations.Unwrap(value))
        {
            case ILocalReferenceOperation local when left > 0:
                return Creations.Of(local.Local, code) is { } given ? Find(given, code, left - 1)
                    : TupleElement.Of(local.Local, code) is { } part ? OfElement(part, code, left - 1) : null;
            case IFieldReferenceOperation member when left > 0 && TupleElement.Of(member) is { } element:
                return OfElement(element, code, left - 1);
            case IParameterReferenceOperation { Parameter: var parameter } when left > 0:
                return Common(parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction } ? DelegateCalls.ArgumentsFor(parameter, code) : code.Callers.ArgumentsFor(parameter, code), argument => Find(argument, code, left - CostOfCallers));
            case IInvocationOperation call when left > 0:
                return OfCall(call, code, left - 1);
            default:
                return null;
        }
    }

    // outputs.logits, where a method is given what a model returns.
    private static OutputActivation? OfElement(TupleElement element, TrainingCode code, int left) => Creations.Unwrap(element.Whole) switch
    {
        _ when PartOfOutput.Of(element, code) is { } part => Common(ModelsOf(part.Call.Instance, code), model => OfModel(model, part.Call.Syntax, code, part)),
        ILocalReferenceOperation local when left > 0 && Creations.Of(local.Local, code) is { } given => OfElement(element with { Whole = given }, code, left - 1),
        IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.AnonymousFunction } } parameter } when left > 0 =>
            Common(code.Callers.ArgumentsFor(parameter, code), argument => OfElement(element with { Whole = argument }, code, left - CostOfCallers)),
        _ => null,
    };

    private static OutputActivation? OfCall(IInvocationOperation call, TrainingCode code, int left)
    {
        var method = call.TargetMethod;
        if (method.Name is "call" or "forward" && code.Torch.IsModule(call.Instance?.Type))
            return Common(ModelsOf(call.Instance, code), model => OfModel(model, call.Syntax, code));
        if (Returns.Of(method, code) is { Count: > 0 } returns)
            return Common(returns, returned => Find(returned, code, left - CostOfCallers));
        if (!code.Torch.IsLibrary(method) || !code.Torch.IsTensor(method.ReturnType))
            return null;
        if (KindOf(method.Name) is { } kind)
            return new(kind, null, call.Syntax);

        return KeepValues.Contains(method.Name) || IsOfSamples(call) ? Find(call.Instance ?? call.Arguments.FirstOrDefault()?.Value, code, left) : null;
    }

    // Some samples of all: p.index_select(0, trained).
    private static bool IsOfSamples(IInvocationOperation call) => call.TargetMethod.Name is "index_select" or "narrow" or "slice"
        && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "dim" or "dimension")?.Value.ConstantValue is { HasValue: true, Value: 0 or 0L };

    // The activation that all of some values come from; several are those of several callers.
    private static OutputActivation? Common<T>(IReadOnlyList<T> values, Func<T, OutputActivation?> find)
    {
        var found = values.Select(find).ToList();
        return found.Count > 0 && found.TrueForAll(one => one is not null && one.Kind == found[0]!.Kind) ? found[0] : null;
    }

    // A variable of the type Module<Tensor, Tensor> is the model that it is given.
    private static IReadOnlyList<IOperation> ModelsOf(IOperation? module, TrainingCode code) =>
        Creations.Unwrap(module) is { } model && (code.Torch.LayerName(model.Type) is { } layer ? layer != "Sequential" : TypeOf(model, code) is not null) ? [model] : Origins.Of(module, code);

    private static OutputActivation? OfModel(IOperation model, SyntaxNode call, TrainingCode code, PartOfOutput? part = null)
    {
        if (code.Torch.LayerName(model.Type) is { } layer && part is null)
            return KindOf(layer) is { } kind ? new(kind, null, call) : layer == "Sequential" ? OfSequential(model, code) : null;

        if (TypeOf(model, code) is not { } type)
            return null;

        // A variable of an abstract class holds one of those that derive from it.
        IReadOnlyList<INamedTypeSymbol> types = type.IsAbstract ? Derived(type, code) : [type];
        return Common(types, made => OfTrace(ModelGraphCache.Of(code.Torch).OfClass(made, code.Cancellation), part));
    }

    // The class of the code's own, or the one that a type parameter is bound to derive from.
    private static INamedTypeSymbol? TypeOf(IOperation model, TrainingCode code) =>
        (model.Type is ITypeParameterSymbol { ConstraintTypes: var bounds } ? bounds.FirstOrDefault(bound => bound.IsAbstract) : model.Type) is INamedTypeSymbol type && code.Source.HasSource(type) ? type : null;

    private static IReadOnlyList<INamedTypeSymbol> Derived(INamedTypeSymbol type, TrainingCode code) => [.. type.OriginalDefinition.GetMembers().OfType<IMethodSymbol>().Where(method => method.IsAbstract)
        .SelectMany(code.Implementations).Select(method => method.ContainingType).Where(made => !made.IsAbstract).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)];

    private static OutputActivation? OfTrace(ModelTrace? trace, PartOfOutput? part)
    {
        if (trace is not { Variants.Count: > 0, IsCapped: false })
            return null;

        var ends = trace.Variants.Select(variant => OfGraph(variant, trace.Name, part)).ToList();
        return ends.TrueForAll(end => end is not null && end.Kind == ends[0]!.Kind) ? ends[0] : null;
    }

    private static OutputActivation? OfGraph(ModelVariant variant, string model, PartOfOutput? part)
    {
        var node = variant.Graph.Nodes[variant.Graph.Output];
        if (part is not null)
        {
            // Two parts that are one tensor are one output.
            if (node is not OutputsNode outputs || outputs.Inputs.Count != part.Count)
                return null;
            node = variant.Graph.Nodes[outputs.Inputs[part.Index]];
        }

        while (node is ReshapeNode or SelectNode)
            node = variant.Graph.Nodes[node.Inputs[0]];

        var kind = node switch
        {
            SoftmaxNode softmax => softmax.Logarithm ? ProbabilityKind.LogSoftmax : ProbabilityKind.Softmax,
            ActivationNode activation when activation.Function.Equals(ActivationFunction.Sigmoid) => ProbabilityKind.Sigmoid,
            _ => (ProbabilityKind?)null,
        };
        return kind is { } known ? new(known, model, PlaceOf(variant.Origins[node]), ScoresOf(node, variant.Graph)) : null;
    }

    // What stands in a Sequential is applied where that is called, with all the rest of it.
    private static SyntaxNode? PlaceOf(NodeOrigin origin) => origin.Construction is { } made
        && made.AncestorsAndSelf().OfType<ArgumentSyntax>().Take(2).Any(argument => argument.Parent?.Parent is InvocationExpressionSyntax { Expression: var callee } && callee.ToString().EndsWith("Sequential", StringComparison.Ordinal))
            ? made : origin.Use;

    private static int? ScoresOf(LayerNode activation, LayerGraph graph)
    {
        var node = graph.Nodes[activation.Inputs[0]];
        while (node is ReshapeNode or DropoutNode)
            node = graph.Nodes[node.Inputs[0]];

        return node is LinearNode { FanOut.Value: { } scores } ? (int)scores : null;
    }

    private static OutputActivation? OfSequential(IOperation sequential, TrainingCode code)
    {
        if (sequential is not IInvocationOperation { TargetMethod.Name: "Sequential" } made || made.Arguments.LastOrDefault()?.Value is not { } last)
            return null;
        // Sequential(layers), Sequential(layers.ToArray())
        if (Creations.Unwrap(last) is ILocalReferenceOperation or IInvocationOperation { TargetMethod.Name: "ToArray" or "ToList" } && made.SemanticModel?.GetEnclosingSymbol(made.Syntax.SpanStart, code.Cancellation) is { } member)
            return OfTrace(ModelGraphCache.Of(code.Torch).OfExpression(member, made, code.Cancellation), null);

        // Layers, or pairs of a name and a layer.
        var end = Creations.Unwrap(last is IArrayCreationOperation { Initializer.ElementValues: { Length: > 0 } layers } ? layers[layers.Length - 1] : last);
        if (end is ITupleOperation pair)
            end = Creations.Unwrap(pair.Elements[pair.Elements.Length - 1]);

        return end is IInvocationOperation && code.Torch.LayerName(end.Type) is { } layer && KindOf(layer) is { } kind ? new(kind, VariableNames.Of(made.Syntax) ?? "Sequential", end.Syntax) : null;
    }

    private static ProbabilityKind? KindOf(string name) => name switch
    {
        "sigmoid" or "sigmoid_" or "Sigmoid" or "expit" => ProbabilityKind.Sigmoid,
        "softmax" or "Softmax" => ProbabilityKind.Softmax,
        "log_softmax" or "LogSoftmax" => ProbabilityKind.LogSoftmax,
        _ => null,
    };
}
