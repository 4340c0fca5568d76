using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Parts of the code in which tensors are computed without a graph for gradients: no_grad, inference_mode.</summary>
internal static class GradientModes
{
    /// <summary>The part without gradients around a piece of code, by the innermost mode; null where gradients are on.</summary>
    public static (string Mode, SyntaxNode Region)? Around(SyntaxNode code, SemanticModel semantics, TorchSharpContext torch, CancellationToken cancellation)
    {
        var inner = code;
        for (var node = code.Parent; node is not null and not (MemberDeclarationSyntax and not GlobalStatementSyntax) and not AnonymousFunctionExpressionSyntax and not LocalFunctionStatementSyntax; (inner, node) = (node, node.Parent))
        {
            var modes = node switch
            {
                UsingStatementSyntax scope when inner == scope.Statement => [(ExpressionOf(scope), (SyntaxNode)scope.Statement)],
                BlockSyntax block => Declared(block.Statements.TakeWhile(statement => statement != inner)).Select(expression => (expression, node)).Reverse(),
                SwitchSectionSyntax section => Declared(section.Statements.TakeWhile(statement => statement != inner)).Select(expression => (expression, node)).Reverse(),
                CompilationUnitSyntax unit => Declared(unit.Members.TakeWhile(member => member != inner).OfType<GlobalStatementSyntax>().Select(member => member.Statement)).Select(expression => (expression, node)).Reverse(),
                _ => [],
            };
            foreach (var (expression, region) in modes)
                if (expression is not null && semantics.GetOperation(expression, cancellation) is IInvocationOperation call && torch.IsLibrary(call.TargetMethod))
                    switch (call.TargetMethod.Name)
                    {
                        case "no_grad":
                            return ("no_grad", region);
                        case "inference_mode" or "set_grad_enabled" or "enable_grad":
                            var isOn = call.Arguments.Select(argument => argument.Value.ConstantValue).FirstOrDefault() is { HasValue: true, Value: bool value } ? value : (bool?)null;
                            return isOn == (call.TargetMethod.Name == "inference_mode") ? (call.TargetMethod.Name, region) : null;
                    }
        }

        return null;
    }

    private static ExpressionSyntax? ExpressionOf(UsingStatementSyntax scope) => scope.Expression ?? scope.Declaration?.Variables[0].Initializer?.Value;

    private static IEnumerable<ExpressionSyntax?> Declared(IEnumerable<StatementSyntax> statements) => statements
        .OfType<LocalDeclarationStatementSyntax>()
        .Where(declaration => declaration.UsingKeyword.RawKind != 0)
        .Select(declaration => declaration.Declaration.Variables[0].Initializer?.Value);
}
