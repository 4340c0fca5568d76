using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>The statements that repeat others.</summary>
internal static class Loops
{
    public static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or WhileStatementSyntax or CommonForEachStatementSyntax or DoStatementSyntax;
}
