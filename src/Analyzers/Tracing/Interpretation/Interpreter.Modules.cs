using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    /// <summary>call or forward of a module.</summary>
    public AbstractValue CallModule(AbstractValue module, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        budget.Step();
        if (Graph is null)
            return Try(module, inputs, use);

        if (CallNamed((module as UserModule)?.Type ?? (module as UnknownModule)?.Type, inputs, use) is { } named)
            return named;

        return module switch
        {
            LayerModule layer => CallLayer(layer, inputs, use),
            ContainerModule { IsSequential: true } sequential => CallSequential(sequential, inputs, use),
            UserModule user => CallUserModule(user, inputs, use),
            UnknownModule unknown => EmitUnknown(unknown.Name, inputs, $"the module '{unknown.Name}', which comes from outside", use),
            UnknownValue unknown => EmitUnknown("module", inputs, unknown.Reason, use),
            _ => EmitUnknown("module", inputs, "a module that only a run knows", use),
        };
    }

    private AbstractValue CallLayer(LayerModule layer, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        var tensors = inputs.Count == 1 && IsTensorLike(inputs[0]) ? inputs : [.. inputs.Where(IsTensorLike)];
        var path = layer.Path ?? OperationPath(layer.Type.Name.ToLowerInvariant());
        if (tensors.Count == 0)
            return new DataTensor(path);
        if (UnrolledCells.IsKnown(layer.Type.Name))
            return UnrolledCells.Call(this, layer, path, inputs, use);
        if (TransformerLayers.IsKnown(layer.Type.Name))
            return TransformerLayers.Call(this, layer, path, tensors, use);
        // The gradient starts where the loss reads the model's value.
        if (layer.Type.BaseType?.Name is "Loss" or "WeightedLoss")
            return tensors[0];
        if (FunctionModules.IsKnown(layer.Type.Name))
            return FunctionModules.Call(this, layer, tensors, use);
        if (layer.Model is not { } model)
            return EmitUnknown(path, tensors, $"the layer {layer.Type.Name}", use);

        var isEmbedding = layer.Type.Name is "Embedding" or "EmbeddingBag";
        // A recurrent layer may start from a state, given alone or beside its memory; zeros say nothing.
        if (inputs.Count > 1 && layer.Type.Name is "RNN" or "GRU" or "LSTM")
            tensors = [tensors[0], .. (inputs[1] is TupleValue { Elements: { Length: > 0 } states } ? states[0] : inputs[1]) is TensorValue { Graph: var graph } state && graph[state.Node] is not InputNode ? [state] : Array.Empty<AbstractValue>()];
        var nodes = new int[tensors.Count];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = isEmbedding && tensors[i] is DataTensor { Name: var name, IsOnePerSample: var isOne } ? Emit(new InputNode(name!, Positions: isOne ? Size.Of(1) : default), use).Node : NodeOf(tensors[i], use);
        var made = PositionNorms.Of(PageConvolutions.AlongSequence(model.Node(new LayerCall(layer, path, nodes)), layer.Arguments, Graph!), layer.Arguments, Graph!) with { IsFrozen = layer.IsFrozen, SharesWeights = _scope is not null && layer.Scope is null };
        return ResultOf(layer, Emit(made is AttentionNode attention && inputs.Any(CausalMasks.IsOne) ? attention with { IsCausal = true } : made, use, layer), use);
    }

    // Recurrent layers return their last state, and its memory, beside those of all steps; attention its weights.
    private AbstractValue ResultOf(LayerModule layer, TensorValue output, SyntaxNode? use)
    {
        switch (layer.Type.Name)
        {
            case "LSTM" or "RNN" or "GRU":
                var last = Emit(new SelectNode(OperationPath("state"), [output.Node]), use, meaning: new LastStep());
                return layer.Type.Name == "LSTM" ? new TupleValue([output, last, last]) : new TupleValue([output, last]);
            case "EmbeddingBag" when layer.Arguments.Number("mode") is not 2:
                // One vector for a bag of indices: the sum of theirs, or the mean.
                return Emit(new SumNode(OperationPath("bag"), [output.Node], OverFeatures: false, layer.Arguments.Number("mode") is not 0), use);
            case "MultiheadAttention":
                return new TupleValue([output, output]);
            default:
                return output;
        }
    }

    private AbstractValue CallSequential(ContainerModule sequential, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        var value = inputs.Count > 0 ? inputs[0] : Unknown("a missing input");
        foreach (var child in sequential.Children.Elements)
        {
            if (child is RepeatedElements group)
                Repeat(group.Scope.Count, [new Slot(() => value, next => value = next)], () =>
                {
                    foreach (var inner in group.Elements)
                        value = CallModule(ModuleNames.ModuleOf(inner), [value], inner is IModuleValue module ? module.Construction ?? use : use);
                }, use);
            else
                value = CallModule(ModuleNames.ModuleOf(child), [value], use);
        }

        return value;
    }

    private AbstractValue CallUserModule(UserModule module, IReadOnlyList<AbstractValue> inputs, SyntaxNode? use)
    {
        if (ForwardMethods.Of(module.Type, inputs.Count, Torch, source, cancellation) is not { } forward)
            return module.Chain is { } chain ? CallSequential(chain, inputs, use) : EmitUnknown(module.Type.Name, inputs, $"'{module.Type.Name}', whose forward is not here", use);

        _modulePaths.Push(module.Path ?? "");
        var bound = new Arguments(forward.Parameters, [.. inputs.Take(forward.Parameters.Length)]);
        var result = Inline(forward, module, bound, use);
        _modulePaths.Pop();
        return result is UnknownValue unknown ? EmitUnknown(module.Type.Name, inputs, unknown.Reason, use) : result;
    }

    private static bool IsTensorLike(AbstractValue value) => value is TensorValue or DataTensor or UnknownValue;
}
