using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0602: the only way from the parameters to the loss is cut.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CutGraphAnalyzer() : GradGuardAnalyzer(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.CutGraph,
        "Graph cut between parameters and loss",
        "{0}, and the loss depends on the parameters through nothing else, so backward finds no graph and throws. Keep the tensor in the graph up to the loss.",
        RuleCategories.GradientFlow,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Gradients flow only where every operation from the parameters to the loss is recorded.",
        RuleIds.HelpLink(RuleIds.CutGraph));

    private protected override void Register(CompilationStartAnalysisContext start, TorchSharpContext torch) => OnCalls(
        start,
        (context, call) =>
        {
            if (call.TargetMethod.Name == "backward" && torch.IsTensor(call.TargetMethod.ContainingType)
                && GraphFlow.Of(call.Instance, call.Syntax, TrainingCode.Of(torch, context.CancellationToken)) is { Tie: GraphTie.Cut, By: ExpressionSyntax cut })
                context.ReportDiagnostic(Diagnostic.Create(Descriptor, cut.GetLocation(), Describe(cut)));
        });

    private static string Describe(ExpressionSyntax cut) => (cut as InvocationExpressionSyntax)?.Expression switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.Text: "detach" or "detach_" } detached => $"'{detached.Expression}' is detached here",
        MemberAccessExpressionSyntax { Name.Identifier.Text: "item" or "ToSingle" or "ToDouble" } number => $"'{number.Expression}' becomes a .NET number here",
        null => $"'{cut}' becomes a .NET number here",
        _ => $"'{cut}' runs where no graph is recorded",
    };
}
