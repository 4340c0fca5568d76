using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0604: forward called directly on a module with hooks, which only call runs.</summary>
internal sealed class HookBypassRule() : GradGuardRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.HookBypass,
        "forward called on a module with hooks",
        "'{0}' has hooks, and forward does not run them: hooks run only through call. Write {0}.call(…).",
        RuleCategories.TrainingLoop,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        "A hook that never runs looks like one that found nothing.",
        RuleIds.HelpLink(RuleIds.HookBypass));

    public override void Register(RuleRegistration on) => on.Calls((context, call) =>
    {
        if (call.TargetMethod.Name == "forward" && on.Torch.IsModule(call.Instance?.Type) && VariableOf(call.Instance) is { } module
            && HasHooks(module, call.SemanticModel!, context.CancellationToken))
            context.ReportDiagnostic(Diagnostic.Create(Descriptor, call.Syntax.GetLocation(), call.Instance!.Syntax.ToString()));
    });

    private static ISymbol? VariableOf(IOperation? module) => Creations.Unwrap(module) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    // Hooks are attached in the file that calls the module: anything wider would ask every file for every call.
    private static bool HasHooks(ISymbol module, SemanticModel semantics, CancellationToken cancellation) => semantics.SyntaxTree.GetRoot(cancellation).DescendantNodes()
        .OfType<MemberAccessExpressionSyntax>()
        .Where(access => access.Name.Identifier.Text is "register_forward_hook" or "register_forward_pre_hook")
        .Select(access => semantics.GetSymbolInfo(access.Expression, cancellation).Symbol)
        .Any(hooked => TorchSharpContext.Same(hooked, module) || (hooked is IParameterSymbol { ContainingSymbol: IMethodSymbol } given && IsGiven(given, module, semantics, cancellation)));

    // A method or constructor that attaches the hooks: monitor.Attach(net), new FeatureTap(net.conv).
    private static bool IsGiven(IParameterSymbol parameter, ISymbol module, SemanticModel semantics, CancellationToken cancellation) => semantics.SyntaxTree.GetRoot(cancellation).DescendantNodes()
        .Where(node => node is BaseObjectCreationExpressionSyntax ? parameter.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor } : node is InvocationExpressionSyntax call && NameOf(call) == parameter.ContainingSymbol.Name)
        .SelectMany(node => semantics.GetOperation(node, cancellation) switch
        {
            IInvocationOperation call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        })
        .Any(argument => TorchSharpContext.Same(argument.Parameter?.OriginalDefinition, parameter) && TorchSharpContext.Same(VariableOf(argument.Value), module));

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => null,
    };
}
