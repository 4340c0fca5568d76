using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0405: gradients add up over all steps, since nothing sets them to zero between two.</summary>
internal sealed class MissingZeroGradRule() : TrainingLoopRule(Rule)
{
    private const uint Idle = 1;
    private const uint Stale = 2;
    private const uint Summed = 4;
    private const uint Cleared = 8;

    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.MissingZeroGrad,
        "Gradients are never zeroed between steps",
        "Nothing zeroes the gradients between two steps of '{0}', so every step uses the sum of all gradients so far: after n batches it is about n times too long. Call {0}.zero_grad() before backward.",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "backward adds to the gradients that are there; without zero_grad a step follows the whole history instead of its batch.",
        RuleIds.HelpLink(RuleIds.MissingZeroGrad));

    private protected override void Analyze(TrainingScope scope)
    {
        foreach (var step in scope.All(TrainingCall.Step))
            if (IsNeverZeroed(step, scope))
                scope.Report(Diagnostic.Create(Descriptor, step.PlaceIn(scope), step.OwnerText));
    }

    // A zero_grad on any path from step to step is taken as meant: gradients may be accumulated on purpose. Where each backward has its
    // step, or every so many have, one that stands outside the loop of both is on no path within that loop.
    private static bool IsNeverZeroed(TrainingEvent step, TrainingScope scope)
    {
        var loop = Accumulates(scope) && !RecursInLoop(step) ? null : step.Anchor.Ancestors().FirstOrDefault(Loops.IsLoop);
        var (summed, cleared) = (false, false);
        scope.Follow(Idle, Next);
        return summed && !cleared;

        uint Next(uint state, TrainingEvent happening)
        {
            switch (happening.Call)
            {
                case TrainingCall.Step when happening.IsAt(step) || (state != Idle && scope.Relate(step, happening) == Relation.Same):
                    summed |= state == Summed;
                    cleared |= state == Cleared;
                    return happening.IsAt(step) ? Stale : Idle;
                case TrainingCall.Backward when state == Stale:
                    return Summed;
                case TrainingCall.ZeroGrad when loop?.Span.Contains(happening.Anchor.Span) == false:
                    return Idle;
                case TrainingCall.ZeroGrad when state != Idle && scope.Relate(step, happening) != Relation.Different:
                case TrainingCall.GradientWrite or TrainingCall.Opaque or TrainingCall.Create when state != Idle:
                    return Cleared;
                default:
                    return state;
            }
        }
    }

    // if ((i + 1) % 4 == 0), or if (++count == 4) { …; count = 0; }: what adds up over the whole loop has one step. Of the parts of one
    // batch there may be just so many.
    private static bool RecursInLoop(TrainingEvent step)
    {
        if (IsOverPartsOfBatch(step.Anchor) || step.Anchor.Ancestors().TakeWhile(node => !Loops.IsLoop(node)).OfType<IfStatementSyntax>().LastOrDefault() is not { } guard)
            return false;

        var counters = guard.Condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText).ToList();
        return guard.Condition.DescendantNodesAndSelf().Any(node => node.IsKind(SyntaxKind.ModuloExpression))
            || guard.Statement.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(reset => reset.Left is IdentifierNameSyntax { Identifier.ValueText: var name } && reset.Right is LiteralExpressionSyntax && counters.Contains(name));
    }

    // foreach (var part in batch.chunk(4)) in foreach (var batch in batches)
    private static bool IsOverPartsOfBatch(SyntaxNode code) =>
        code.Ancestors().FirstOrDefault(Loops.IsLoop) is CommonForEachStatementSyntax { Expression: var parts } inner
        && inner.Ancestors().OfType<CommonForEachStatementSyntax>().SelectMany(NamesIn).Intersect(parts.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.ValueText)).Any();

    private static IEnumerable<string> NamesIn(CommonForEachStatementSyntax loop) => loop is ForEachStatementSyntax { Identifier.ValueText: var name } ? [name]
        : ((ForEachVariableStatementSyntax)loop).Variable.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().Select(part => part.Identifier.ValueText);

    // Whether some path runs backward twice before it steps.
    private static bool Accumulates(TrainingScope scope)
    {
        var isRepeated = false;
        scope.Follow(Idle, (state, happening) =>
        {
            isRepeated |= happening.Call == TrainingCall.Backward && state == Summed;
            return happening.Call switch { TrainingCall.Backward => Summed, TrainingCall.Step => Idle, _ => state };
        });
        return isRepeated;
    }
}
