using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>An expression whose value the code around it does not change: it reads nothing but variables that are set once.</summary>
internal static class ClosedExpression
{
    private const int MostVariables = 32;

    /// <summary>Collects the variables that an expression needs, each after those that it needs itself; false where it is not closed.</summary>
    public static bool Collect(IOperation expression, List<(ILocalSymbol Local, IOperation Value)> variables, SourceCode source, CancellationToken cancellation)
    {
        foreach (var operation in expression.DescendantsAndSelf())
        {
            var isClosed = operation switch
            {
                ILocalReferenceOperation local => IsWithin(local.Local, expression) || CollectLocal(local.Local, variables, source, cancellation),
                IParameterReferenceOperation parameter => IsWithin(parameter.Parameter, expression),
                IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance } or IAwaitOperation or IInvalidOperation => false,
                _ => true,
            };
            if (!isClosed)
                return false;
        }

        return true;
    }

    private static bool CollectLocal(ILocalSymbol local, List<(ILocalSymbol Local, IOperation Value)> variables, SourceCode source, CancellationToken cancellation)
    {
        if (local.HasConstantValue || variables.Exists(known => TorchSharpContext.Same(known.Local, local)))
            return true;
        if (variables.Count >= MostVariables || Declarator(local, cancellation) is not { Initializer.Value: { } initializer } declarator || !IsSetOnce(local, declarator)
            || source.OperationOf(initializer, cancellation) is not { } value || !Collect(value, variables, source, cancellation))
            return false;

        variables.Add((local, value));
        return true;
    }

    private static bool IsWithin(ISymbol variable, IOperation expression) =>
        variable.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == expression.Syntax.SyntaxTree && expression.Syntax.Span.Contains(reference.Span));

    private static VariableDeclaratorSyntax? Declarator(ILocalSymbol local, CancellationToken cancellation) =>
        local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as VariableDeclaratorSyntax;

    private static bool IsSetOnce(ILocalSymbol local, VariableDeclaratorSyntax declarator)
    {
        var scope = declarator.Ancestors().First(node => node is BlockSyntax or ForStatementSyntax or SwitchSectionSyntax or CompilationUnitSyntax);
        var isPlain = local.Type.IsValueType || local.Type.SpecialType == SpecialType.System_String;
        return scope.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == local.Name).All(name => IsRead(name, isPlain));
    }

    // A list that is filled after it was made is no longer what it was made as.
    private static bool IsRead(IdentifierNameSyntax name, bool isPlain) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left != name,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } or PostfixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.SuppressNullableWarningExpression } => false,
        ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None) && (isPlain || argument.Parent?.Parent is BaseObjectCreationExpressionSyntax),
        MemberAccessExpressionSyntax access when access.Expression == name => isPlain ? access.Parent is not AssignmentExpressionSyntax written || written.Left != access
            : access.Parent is not (InvocationExpressionSyntax or AssignmentExpressionSyntax),
        ElementAccessExpressionSyntax element => element.Parent is not AssignmentExpressionSyntax assignment || assignment.Left != element,
        _ => true,
    };
}
