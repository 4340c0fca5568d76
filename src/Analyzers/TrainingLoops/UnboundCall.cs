using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>
/// Calls that the compiler could not bind: code that is being typed, or a reference that is missing. What they are called on may be any
/// tensor, so a name is all there is to go by.
/// </summary>
internal static class UnboundCall
{
    public static TrainingCall Of(IInvalidOperation operation, TorchSharpContext torch)
    {
        // new⏎optimizer.zero_grad(), while the line is typed.
        if (operation.Syntax is ObjectCreationExpressionSyntax creation)
            return EndsALine(creation.NewKeyword) ? TrainingCall.Opaque : TrainingCall.Other;
        if (operation.Syntax is not InvocationExpressionSyntax { Expression: var callee } || NameOf(callee) is not { } name)
            return TrainingCall.Other;

        if (name == "backward")
            return TrainingCall.Backward;

        return torch.Tensor?.GetMembers(name).IsEmpty == false || IsOfALibrary(callee, torch) ? TrainingCall.Other : TrainingCall.Opaque;
    }

    /// <summary>Whether a call that is half typed has become the type of the next line's variable: optimizer.⏎var loss = ….</summary>
    public static bool IsDeclaredBy(ILocalSymbol local) =>
        local.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Type: QualifiedNameSyntax { DotToken: var dot } } } && EndsALine(dot));

    // What stands on the next line was not meant to belong to it. A type of a missing reference stands on the same.
    private static bool EndsALine(SyntaxToken token) => token.TrailingTrivia.Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    // Console.WriteLine(…); torch.nn.functional.some_loss(…), of a later version; torchvision.io.write_image(…).
    private static bool IsOfALibrary(ExpressionSyntax callee, TorchSharpContext torch)
    {
        if (callee is not MemberAccessExpressionSyntax { Expression: var owner })
            return false;
        if (SourceCode.Of(torch.Compilation).SemanticsOf(owner.SyntaxTree).GetSymbolInfo(owner).Symbol is INamedTypeSymbol type)
            return torch.IsLibrary(type) || type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) == true;

        while (owner is MemberAccessExpressionSyntax access)
            owner = access.Expression;
        return owner is IdentifierNameSyntax { Identifier.ValueText: "torchvision" or "torchaudio" };
    }

    private static string? NameOf(ExpressionSyntax callee) => callee switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => null,
    };
}
