using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Whether a model does anything else in training than in evaluation.</summary>
internal static class ModeDependence
{
    private static readonly string[] Marks = ["ropout", "BatchNorm", "InstanceNorm", "RReLU", "Transformer", "MultiheadAttention", "training", "train(", "LSTM", "GRU", "RNN"];

    /// <summary>False only where the source of the whole model shows that it does not.</summary>
    public static bool IsPossible(TrainingEvent evaluation, TrainingCode code)
    {
        var model = ((IInvocationOperation)evaluation.Operation).Instance?.Type;
        if (model is INamedTypeSymbol type && code.Source.HasSource(type))
            return IsPossible(type, code, []);

        return evaluation.Owner is not { Path: "" } owner || Creations.Of(owner.Root, code) is not { } creation || !code.Torch.IsModule(creation.Type)
            || Mentions(creation.Syntax) || creation.Descendants().Any(part => part is ILocalReferenceOperation or IMemberReferenceOperation or IParameterReferenceOperation || part.Type is INamedTypeSymbol made && code.Source.HasSource(made) && IsPossible(made, code, []));
    }

    private static bool IsPossible(INamedTypeSymbol type, TrainingCode code, HashSet<ISymbol> seen)
    {
        if (!seen.Add(type.OriginalDefinition))
            return false;
        if (!code.Source.HasSource(type))
            return !code.Torch.IsLibrary(type);

        return type.DeclaringSyntaxReferences.Any(part => Mentions(part.GetSyntax(code.Cancellation)))
            || Parts(type).Any(part => IsPossible(part, code, seen));

        IEnumerable<INamedTypeSymbol> Parts(INamedTypeSymbol of) => of.GetMembers().OfType<IFieldSymbol>().Select(field => field.Type).Append(of.BaseType)
            .SelectMany(part => part is INamedTypeSymbol { TypeArguments: var arguments } named ? arguments.Append(named) : [])
            .OfType<INamedTypeSymbol>().Where(code.Torch.IsModule);
    }

    private static bool Mentions(SyntaxNode source)
    {
        var text = source.ToString();
        return Array.Exists(Marks, mark => text.IndexOf(mark, StringComparison.Ordinal) >= 0);
    }
}
