using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0406: puts zero_grad, backward, step and schedule in their order, or adds the backward that is missing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TrainingOrderFix))]
[Shared]
public sealed class TrainingOrderFix() : GradGuardCodeFix(RuleIds.StepWithoutBackward)
{
    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (Siblings.Of(context.Node, context) is not { Own: ExpressionStatementSyntax own } siblings || siblings.IsBackward(own))
            yield break;

        if (!siblings.IsStep(own))
        {
            // The steps of a whole epoch may stand in a loop of their own.
            if (siblings.After(own).FirstOrDefault(statement => siblings.IsStep(statement) || siblings.ContainsStep(statement)) is { } optimizerStep)
                yield return ("Step the schedule after the optimizer", siblings.MoveAfter(own, optimizerStep));
        }
        else if (siblings.Before(own).TakeWhile(statement => !siblings.IsBackward(statement)).FirstOrDefault(siblings.IsZeroGrad) is { } zero
            && siblings.Before(zero).FirstOrDefault(siblings.IsBackward) is { } earlier)
            yield return ("Call zero_grad before backward", siblings.MoveBefore(zero, earlier));
        else if (siblings.After(own).FirstOrDefault(siblings.IsBackward) is { } later && !siblings.Before(own).Any(siblings.IsBackward))
            yield return ("Step after backward", siblings.MoveAfter(own, later));
        else if (!siblings.Before(own).Any(siblings.IsBackward) && LossBefore(siblings, context) is { } loss)
            yield return ($"Call {loss}.backward() before the step", [Layout.Before(context.Text, own, [$"{loss}.backward();"])]);
    }

    private static string? LossBefore(Siblings siblings, FixContext context) => siblings.Before(siblings.Own)
        .OfType<LocalDeclarationStatementSyntax>()
        .Select(declaration => declaration.Declaration.Variables[0])
        .Where(variable => variable.Identifier.Text.IndexOf("loss", StringComparison.OrdinalIgnoreCase) >= 0
            && context.Semantics.GetDeclaredSymbol(variable, context.Cancellation) is ILocalSymbol local
            && TorchSharpContext.Of(context.Semantics.Compilation)?.IsTensor(local.Type) == true)
        .Select(variable => variable.Identifier.Text)
        .FirstOrDefault();
}
