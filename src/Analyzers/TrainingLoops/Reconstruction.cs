using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Losses that compare what a model puts out with what it was given, as an autoencoder's and a denoiser's do: their targets are values such as pixels, no probabilities.</summary>
internal static class Reconstruction
{
    // noisy = clean + noise; hidden = mask(noisy); output = model.call(hidden)
    private const int DeepestVariable = 4;

    /// <summary>Whether the target of a loss goes into its input too.</summary>
    public static bool IsLossOf(IInvocationOperation loss, IOperation input, TrainingCode code) =>
        loss.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == 1)?.Value is { } target && VariableOf(target, code) is { } variable && Mentions(input, variable, code, depth: 0);

    // x.view(-1, 784) is x, whatever its shape.
    private static ISymbol? VariableOf(IOperation value, TrainingCode code)
    {
        var current = Creations.Unwrap(value);
        while (current is IInvocationOperation { Instance: { } instance } call && code.Torch.IsLibrary(call.TargetMethod) && code.Torch.IsTensor(instance.Type))
            current = Creations.Unwrap(instance);

        return current switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation field => field.Field,
            IPropertyReferenceOperation { Property.IsIndexer: false } property => property.Property,
            _ => null,
        };
    }

    private static bool Mentions(IOperation value, ISymbol variable, TrainingCode code, int depth) => value.DescendantsAndSelf().Any(part => part switch
    {
        ILocalReferenceOperation local => TorchSharpContext.Same(local.Local, variable) || (depth < DeepestVariable && Creations.Of(local.Local, code) is { } made && Mentions(made, variable, code, depth + 1)),
        IParameterReferenceOperation parameter => TorchSharpContext.Same(parameter.Parameter, variable),
        IMemberReferenceOperation member => TorchSharpContext.Same(member.Member, variable),
        _ => false,
    });
}
