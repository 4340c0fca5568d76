using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Tracing;

/// <summary>The names that code gives to what expressions make.</summary>
internal static class VariableNames
{
    /// <summary>The variable that an expression fills, itself or through calls on it (<c>var net = Sequential(…).to(device)</c>); null where it fills none.</summary>
    public static string? Of(SyntaxNode made)
    {
        while (made.Parent is MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax || (made.Parent is InvocationExpressionSyntax call && call.Expression == made))
            made = made.Parent;

        return made.Parent switch
        {
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } => variable.Identifier.ValueText,
            EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => property.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } => target.Identifier.ValueText,
            AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: var target } } => target.Identifier.ValueText,
            _ => null,
        };
    }
}
