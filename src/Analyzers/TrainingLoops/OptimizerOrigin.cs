using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Where an optimizer comes from: the model whose parameters it was made with.</summary>
/// <param name="Creation">The expression that makes the optimizer; null where it is not found.</param>
/// <param name="Model">The expression of the model in the optimizer's construction; null where it is not found.</param>
internal sealed record OptimizerOrigin(IOperation? Creation, IOperation? Model)
{
    private static readonly OptimizerOrigin Unknown = new(null, null);

    public static OptimizerOrigin Of(Place? optimizer, TrainingCode code)
    {
        if (optimizer is not { Path: "" } || Creations.Of(optimizer.Root, code) is not { } creation)
            return Unknown;

        return new(creation, ModelIn(creation, code));
    }

    /// <summary>The model whose parameters the construction of an optimizer names; null where it does not.</summary>
    public static IOperation? ModelIn(IOperation creation, TrainingCode code) => creation is IInvocationOperation made && code.Source.HasSource(made.TargetMethod) ? ModelGiven(made, code) : ModelOf(
        creation switch
        {
            IInvocationOperation call => call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value,
            IObjectCreationOperation construction => construction.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 0)?.Value,
            _ => null,
        },
        code);

    /// <summary>The variable of the model.</summary>
    public Place? ModelPlace(Frame frame) => Place.Of(Model, frame);

    /// <summary>The graph of the model, where it is traced.</summary>
    public ModelTrace? Trace(ModelGraphCache models, TrainingCode code)
    {
        if (Model?.Type is not INamedTypeSymbol type)
            return null;
        if (type.Name != "Sequential")
            return models.OfClass(type, code.Cancellation);

        var variable = Model switch
        {
            ILocalReferenceOperation local => local.Local,
            IMemberReferenceOperation member => member.Member,
            _ => (ISymbol?)null,
        };
        return variable is not null && Creations.Of(variable, code) is IInvocationOperation call && call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, code.Cancellation) is { } owner
            ? models.OfMember(owner, code.Cancellation).FirstOrDefault(trace => trace.Declaration == call.Syntax)
            : null;
    }

    // MakeOptimizer(net), which returns Adam(model.parameters()).
    private static IOperation? ModelGiven(IInvocationOperation call, TrainingCode code)
    {
        if (Returns.Of(call.TargetMethod.OriginalDefinition, code) is not { Count: 1 } returned || Creations.Unwrap(returned[0]) is not { } inner || inner is IInvocationOperation { TargetMethod: var next } && code.Source.HasSource(next))
            return null;

        return ModelIn(inner, code) is IParameterReferenceOperation { Parameter: var parameter }
            ? Creations.Unwrap(call.Arguments.FirstOrDefault(argument => TorchSharpContext.Same(argument.Parameter?.OriginalDefinition, parameter.OriginalDefinition))?.Value)
            : null;
    }

    private static IOperation? ModelOf(IOperation? parameters, TrainingCode code) => Creations.Unwrap(parameters) switch
    {
        IInvocationOperation { TargetMethod.Name: "parameters" or "named_parameters", Instance: { } model } => Creations.Unwrap(model),
        IInvocationOperation { TargetMethod.Name: "ToList" or "ToArray", Arguments: { Length: 1 } list } => ModelOf(list[0].Value, code),
        // What the model trains is all that a step is about.
        IInvocationOperation { TargetMethod.Name: "Where", Arguments: { Length: 2 } filtered } when IsTrainable(filtered[1].Value) => ModelOf(filtered[0].Value, code),
        ILocalReferenceOperation local => ModelOf(Creations.Of(local.Local, code), code),
        _ => null,
    };

    // p => p.requires_grad
    private static bool IsTrainable(IOperation filter) => Creations.Unwrap(filter) is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Body.Operations: { Length: 1 } body } }
        && body[0] is IReturnOperation { ReturnedValue: IPropertyReferenceOperation { Property.Name: "requires_grad", Instance: IParameterReferenceOperation } };
}
