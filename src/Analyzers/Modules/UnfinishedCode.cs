using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Modules;

/// <summary>Code that somebody is still writing: what it lacks says nothing yet.</summary>
internal static class UnfinishedCode
{
    private const string Registration = "RegisterComponents";

    /// <summary>Whether a class does not parse: a constructor or a call may be there that the compiler cannot read yet.</summary>
    public static bool FailsToParse(INamedTypeSymbol type, CancellationToken cancellation) => Declarations(type, cancellation)
        .Any(node => node.ContainsDiagnostics && node.GetDiagnostics().Any(found => found.Severity == DiagnosticSeverity.Error));

    /// <summary>Whether RegisterComponents stands where no statement of its own does: init.⏎RegisterComponents(), head =⏎RegisterComponents().</summary>
    public static bool RegistersWithinAnotherStatement(INamedTypeSymbol type, CancellationToken cancellation) => Declarations(type, cancellation)
        .SelectMany(node => node.DescendantNodes().OfType<InvocationExpressionSyntax>())
        .Any(call => call.Expression switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: Registration, Expression: var of } => of is not (ThisExpressionSyntax or BaseExpressionSyntax) || call.Parent is AssignmentExpressionSyntax,
            IdentifierNameSyntax { Identifier.ValueText: Registration } => call.Parent is AssignmentExpressionSyntax,
            _ => false,
        });

    /// <summary>Whether the class declares a forward that gives nothing back yet: an empty body, or one that only throws.</summary>
    public static bool HasNoResult(INamedTypeSymbol type, CancellationToken cancellation) => type.GetMembers("forward")
        .SelectMany(forward => forward.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax(cancellation)).OfType<MethodDeclarationSyntax>()
        .Any(forward => forward switch
        {
            { ExpressionBody.Expression: var value } => value is ThrowExpressionSyntax || value.IsMissing,
            { Body: { } body } => !body.DescendantNodes().Any(node => node is ReturnStatementSyntax { Expression.IsMissing: false }),
            _ => forward.SemicolonToken.IsMissing,
        });

    private static IEnumerable<SyntaxNode> Declarations(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellation));
}
