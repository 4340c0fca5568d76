using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>An activation that does not saturate, in the names of all its spellings.</summary>
/// <param name="Layer">The name of its class and factory: "ReLU".</param>
/// <param name="Function">The name of its function and tensor method: "relu".</param>
/// <param name="Graph">What it is in a layer graph.</param>
internal sealed record HealthyActivation(string Layer, string Function, ActivationFunction Graph)
{
    // A clamp bounds on purpose, so it is not on the list.
    private static readonly HashSet<string> Saturating = new(StringComparer.OrdinalIgnoreCase)
    {
        "sigmoid", "tanh", "hardsigmoid", "hardtanh", "softsign", "logsigmoid", "log_sigmoid", "expit",
    };

    public static HealthyActivation ReLU { get; } = new("ReLU", "relu", ActivationFunction.ReLU);

    public static HealthyActivation GELU { get; } = new("GELU", "gelu", ActivationFunction.GELU);

    public static HealthyActivation SELU { get; } = new("SELU", "selu", ActivationFunction.SELU);

    /// <summary>The changes that put this activation at a place; null where they cannot be said for sure.</summary>
    public IReadOnlyList<TextChange>? InPlaceOf(InvocationExpressionSyntax place, FixContext context)
    {
        if (context.Semantics.GetSymbolInfo(place, context.Cancellation).Symbol is not IMethodSymbol method
            || !Saturating.Contains(method.Name.TrimEnd('_')) || NameOf(place) is not { } name)
            return null;

        var arguments = place.ArgumentList;
        var operand = arguments.Arguments.FirstOrDefault()?.Expression;
        return method switch
        {
            { ContainingType.Name: "nn" } => Factory(place, name, method, context),
            { IsStatic: false } =>
                [new(name.Span, method.Name.EndsWith("_", StringComparison.Ordinal) ? Function + "_" : Function), new(arguments.Span, "()")],
            { ContainingType.Name: "functional" } when operand is not null =>
                [new(name.Span, Function), new(TextSpan.FromBounds(operand.Span.End, arguments.CloseParenToken.SpanStart), "")],
            // torch has no relu, a tensor has.
            _ when operand is not null => AsMethod(place, operand),
            _ => null,
        };
    }

    // Changes around the operand only, for it may hold the next activation to change.
    private TextChange[] AsMethod(InvocationExpressionSyntax place, ExpressionSyntax operand)
    {
        var (open, close) = ActivationSyntax.StandsBeforeDot(operand) ? ("", "") : ("(", ")");
        return [new(TextSpan.FromBounds(place.SpanStart, operand.SpanStart), open), new(TextSpan.FromBounds(operand.Span.End, place.Span.End), $"{close}.{Function}()")];
    }

    private IReadOnlyList<TextChange>? Factory(InvocationExpressionSyntax place, SimpleNameSyntax name, IMethodSymbol method, FixContext context)
    {
        TextChange[] made = [new(name.Span, Layer), new(place.ArgumentList.Span, "()")];
        var target = context.Semantics.GetTypeInfo(place, context.Cancellation).ConvertedType;
        if (!SymbolEqualityComparer.Default.Equals(target, method.ReturnType))
            return made;

        // The old class may also be the type of a variable, which must change with it.
        return DeclaredType(place, context) switch
        {
            { IsVar: true } => made,
            SimpleNameSyntax simple => [.. made, new(simple.Span, Layer)],
            QualifiedNameSyntax qualified => [.. made, new(qualified.Right.Span, Layer)],
            NullableTypeSyntax { ElementType: SimpleNameSyntax simple } => [.. made, new(simple.Span, Layer)],
            _ => null,
        };
    }

    private static TypeSyntax? DeclaredType(InvocationExpressionSyntax place, FixContext context)
    {
        var declared = place.Parent switch
        {
            EqualsValueClauseSyntax initializer => initializer.Parent,
            AssignmentExpressionSyntax assignment => context.Semantics.GetSymbolInfo(assignment.Left, context.Cancellation).Symbol?.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(context.Cancellation),
            _ => null,
        };
        return declared?.SyntaxTree != place.SyntaxTree ? null : declared switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } => declaration.Type,
            PropertyDeclarationSyntax property => property.Type,
            _ => null,
        };
    }

    private static SimpleNameSyntax? NameOf(InvocationExpressionSyntax place) => place.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        SimpleNameSyntax name => name,
        _ => null,
    };
}
