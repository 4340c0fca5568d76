using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers;

/// <summary>When a rule looks at a class: with the last of its bodies.</summary>
/// <remarks>
/// The compiler tells of a class before it binds the code in it, and keeps what it has bound for those who ask afterwards. Who asks earlier
/// has the whole class bound a second time, which takes longer than to trace it.
/// </remarks>
internal static class LastBody
{
    /// <summary>The last constructor or method of a class that has code; the class itself where there is none, or where it is spread over several declarations.</summary>
    public static ISymbol Of(INamedTypeSymbol type)
    {
        if (type.DeclaringSyntaxReferences.Length != 1)
            return type;

        ISymbol last = type;
        foreach (var member in type.GetMembers())
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor, IsImplicitlyDeclared: false } method && HasCode(method))
                last = method;

        return last;
    }

    private static bool HasCode(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences is { Length: 1 } references && references[0].GetSyntax() is BaseMethodDeclarationSyntax declaration
        && (declaration.Body is not null || declaration.ExpressionBody is not null);
}
