using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Modules;

/// <summary>Code that somebody is still writing: what it lacks says nothing yet.</summary>
internal static class UnfinishedCode
{
    /// <summary>Whether code does not parse: calls may be there that the compiler cannot read yet.</summary>
    public static bool FailsToParse(SyntaxNode code) =>
        code.ContainsDiagnostics && code.GetDiagnostics().Any(found => found.Severity == DiagnosticSeverity.Error);

    /// <summary>Whether a class does not parse, or a constructor of it has a statement that does not compile: head =⏎RegisterComponents().</summary>
    public static bool FailsToConstruct(INamedTypeSymbol type, SourceCode source, CancellationToken cancellation) => Declarations(type, cancellation)
        .Any(node => FailsToParse(node) || node.ChildNodes().OfType<ConstructorDeclarationSyntax>().Any(constructor => source.FailsToBind(constructor, cancellation)));

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
