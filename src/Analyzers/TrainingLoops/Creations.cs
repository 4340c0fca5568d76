using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>What variables are given in the source.</summary>
internal static class Creations
{
    // A factory that calls another one, and itself perhaps.
    private const int DeepestFactory = 3;

    /// <summary>The value of a local, field or property that is given one in a single place; null otherwise.</summary>
    public static IOperation? Of(ISymbol variable, TrainingCode code) => AllOf(variable, code) is { Count: 1 } values ? Unwrap(values[0]) : null;

    public static FramedValue? Of(ILocalReferenceOperation local, Frame frame) => Of(local.Local, frame.Code) is { } value ? new(value, frame) : null;

    /// <summary>Whether two variables hold models that were made apart from each other.</summary>
    public static bool AreApart(Place one, Place other, TrainingCode code) =>
        one != other && one.Path.Length == 0 && other.Path.Length == 0
        && IsNew(Of(one.Root, code), other.Root, code) && IsNew(Of(other.Root, code), one.Root, code);

    /// <summary>Whether two variables are given by callers as two models; nobody makes two optimizers of one model under two names.</summary>
    public static bool AreGivenApart(Place one, Place other, TrainingCode code) =>
        one != other && one.Path.Length == 0 && other.Path.Length == 0
        && ParameterBehind(one.Root, code) is { } mine && ParameterBehind(other.Root, code) is { } its && !TorchSharpContext.Same(mine, its) && TorchSharpContext.Same(mine.ContainingSymbol, its.ContainingSymbol);

    /// <summary>The expression without parentheses and conversions that keep the object.</summary>
    public static IOperation? Unwrap(IOperation? operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;

        return operation;
    }

    private static IParameterSymbol? ParameterBehind(ISymbol variable, TrainingCode code) =>
        variable as IParameterSymbol ?? (variable is IFieldSymbol or IPropertySymbol ? (Of(variable, code) as IParameterReferenceOperation)?.Parameter : null);

    // model.to(device) gives the model back.
    private static bool IsNew(IOperation? value, ISymbol other, TrainingCode code, int left = DeepestFactory) => Unwrap(value) switch
    {
        IObjectCreationOperation made => code.Torch.IsModule(made.Type) && !Names(made, other),
        IInvocationOperation { TargetMethod: { Name: "to" or "cuda" or "cpu", IsExtensionMethod: true } } moved when moved.Arguments.Length > 0 => IsNew(moved.Arguments[0].Value, other, code, left),
        // Each call of a factory makes another model.
        IInvocationOperation call when left > 0 && Returns.Of(call.TargetMethod, code) is { Count: > 0 } returns =>
            !Names(call, other) && returns.All(returned => IsNew(Unwrap(returned) is ILocalReferenceOperation { Local: var made } && TorchSharpContext.Same(made.ContainingSymbol, call.TargetMethod) ? Of(made, code) : returned, other, code, left - 1)),
        IInvocationOperation { Instance: null } call => code.Torch.IsLibrary(call.TargetMethod) && code.Torch.IsModule(call.Type) && !Names(call, other),
        _ => false,
    };

    private static bool Names(IOperation value, ISymbol variable) => value.Descendants().Any(part => part switch
    {
        ILocalReferenceOperation local => TorchSharpContext.Same(local.Local, variable) || local.Type is { IsValueType: false } && local.Local.Type.TypeKind == TypeKind.Class,
        IMemberReferenceOperation member => TorchSharpContext.Same(member.Member, variable),
        IParameterReferenceOperation parameter => parameter.Type is { IsValueType: false, SpecialType: not SpecialType.System_String },
        _ => false,
    });

    /// <summary>All that a local, field or property is given in the source, and what is added to it.</summary>
    public static IReadOnlyList<IOperation> AllOf(ISymbol variable, TrainingCode code) => code.ValuesOf(variable, Search);

    private static IReadOnlyList<IOperation> Search(ISymbol variable, TrainingCode code)
    {
        if (variable is ILocalSymbol)
            return [.. variable.DeclaringSyntaxReferences
                .Select(reference => reference.GetSyntax(code.Cancellation).Ancestors().FirstOrDefault(node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax or PropertyDeclarationSyntax))
                .OfType<SyntaxNode>()
                .SelectMany(owner => In(code.Source.OperationOf(owner is PropertyDeclarationSyntax { ExpressionBody: { } body } ? body : owner, code.Cancellation)))];
        if (variable is not (IFieldSymbol or IPropertySymbol) || !code.Source.HasSource(variable.OriginalDefinition))
            return [];

        var initial = code.Source.InitializerOf(variable, code.Cancellation) is { ConstantValue: not { HasValue: true, Value: null } } value ? [value] : Enumerable.Empty<IOperation>();
        return [.. initial.Concat(variable.ContainingType.OriginalDefinition.GetMembers().OfType<IMethodSymbol>().SelectMany(method => In(code.Source.BodyOf(method, code.Cancellation))))];

        IEnumerable<IOperation> In(IOperation? body) => body is null ? [] : code.AssignmentsIn(body)[variable.OriginalDefinition];
    }
}
