using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>A setting of an options class or record, as the objects have it that the source makes.</summary>
internal static class StatedSetting
{
    /// <summary>The constant that all of them have: what the constructor or the initializer is given, else what the class provides; null where they differ. What others make has what the class provides.</summary>
    public static object? Of(IPropertySymbol setting, TorchSharpContext torch, CancellationToken cancellation)
    {
        var source = SourceCode.Of(torch.Compilation);
        if (!source.HasSource(setting) || !source.IsAutomatic(setting) || IsSetLater(setting, torch.Compilation, cancellation))
            return null;

        var made = new ObjectCreations(torch.Compilation, source).Of(setting.ContainingType, cancellation);
        var stated = made.Select(creation => ValueIn(creation, setting, source, cancellation)).Distinct().ToList();
        return made.Count == 0 ? DefaultOf(setting, source, cancellation) : stated.Count == 1 ? stated[0] : null;
    }

    private static object? ValueIn(IObjectCreationOperation creation, IPropertySymbol setting, SourceCode source, CancellationToken cancellation)
    {
        var value = creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(given => given.Target is IPropertyReferenceOperation { Property: var set } && TorchSharpContext.Same(set.OriginalDefinition, setting.OriginalDefinition))?.Value
            ?? (IsPositional(setting, cancellation) ? creation.Arguments.FirstOrDefault(argument => argument.Parameter?.Name == setting.Name)?.Value : source.InitializerOf(setting, cancellation));
        return ConstantOf(value);
    }

    // record Options(double MaxNorm = 5).
    private static object? DefaultOf(IPropertySymbol setting, SourceCode source, CancellationToken cancellation) => !IsPositional(setting, cancellation)
        ? ConstantOf(source.InitializerOf(setting, cancellation))
        : setting.ContainingType.InstanceConstructors.SelectMany(constructor => constructor.Parameters)
            .FirstOrDefault(parameter => parameter.Name == setting.Name && parameter.HasExplicitDefaultValue)?.ExplicitDefaultValue;

    private static object? ConstantOf(IOperation? value) => Creations.Unwrap(value)?.ConstantValue is { HasValue: true, Value: var constant } ? constant : null;

    // record Options(double MaxNorm).
    private static bool IsPositional(IPropertySymbol setting, CancellationToken cancellation) =>
        setting.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax(cancellation) is ParameterSyntax);

    // By whoever has such an object; with { MaxNorm = 5 } makes another one.
    private static bool IsSetLater(IPropertySymbol setting, Compilation compilation, CancellationToken cancellation) => compilation.SyntaxTrees.Any(tree => tree.GetRoot(cancellation)
        .DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => NameOf(assignment.Left) == setting.Name
            && assignment.Parent is not InitializerExpressionSyntax { Parent: BaseObjectCreationExpressionSyntax }));

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };
}
