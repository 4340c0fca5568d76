using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Where an optimizer comes from: the model whose parameters it was made with.</summary>
/// <param name="Model">The expression of the model in the optimizer's construction; null where it is not found.</param>
internal sealed record OptimizerOrigin(IOperation? Model)
{
    public static OptimizerOrigin Of(IOperation? optimizer, SourceCode source, CancellationToken cancellation)
    {
        var creation = optimizer switch
        {
            ILocalReferenceOperation local => Assigned(Root(optimizer), local.Local),
            IFieldReferenceOperation field => source.InitializerOf(field.Field, cancellation) ?? AssignedInConstructor(field.Field, source, cancellation) ?? Assigned(Root(optimizer), field.Field),
            IPropertyReferenceOperation property => source.InitializerOf(property.Property, cancellation) ?? AssignedInConstructor(property.Property, source, cancellation),
            _ => null,
        };
        var parameters = Unwrap(creation) switch
        {
            IInvocationOperation call => call.Arguments.FirstOrDefault()?.Value,
            IObjectCreationOperation made => made.Arguments.FirstOrDefault()?.Value,
            _ => null,
        };
        return new(Unwrap(parameters) is IInvocationOperation { TargetMethod.Name: "parameters" or "named_parameters", Instance: { } model } ? Unwrap(model) : null);
    }

    /// <summary>The graph of the model, where it is traced.</summary>
    public ModelTrace? Trace(ModelGraphCache models, SourceCode source, CancellationToken cancellation)
    {
        if (Model?.Type is not INamedTypeSymbol type)
            return null;
        if (type.Name != "Sequential")
            return models.OfClass(type, cancellation);

        var made = Model switch
        {
            ILocalReferenceOperation local => Assigned(Root(Model), local.Local),
            IFieldReferenceOperation field => source.InitializerOf(field.Field, cancellation),
            _ => null,
        };
        return Unwrap(made) is IInvocationOperation call && call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellation) is { } member
            ? models.OfMember(member, cancellation).FirstOrDefault(trace => trace.Declaration == call.Syntax)
            : null;
    }

    private static IOperation? AssignedInConstructor(ISymbol member, SourceCode source, CancellationToken cancellation) => member.ContainingType.InstanceConstructors
        .Select(constructor => source.BodyOf(constructor, cancellation))
        .OfType<IOperation>()
        .Select(body => Assigned(body, member))
        .FirstOrDefault(value => value is not null);

    private static IOperation? Assigned(IOperation root, ISymbol variable)
    {
        foreach (var operation in root.Descendants())
            switch (operation)
            {
                case IVariableDeclaratorOperation { Initializer.Value: var value } declarator when TorchSharpContext.Same(declarator.Symbol, variable):
                    return value;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment when TorchSharpContext.Same(local.Local, variable):
                    return assignment.Value;
                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation member } assignment when TorchSharpContext.Same(member.Member, variable):
                    return assignment.Value;
            }

        return null;
    }

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;

        return operation;
    }

    private static IOperation? Unwrap(IOperation? operation)
    {
        while (operation is IConversionOperation or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;

        return operation;
    }
}
