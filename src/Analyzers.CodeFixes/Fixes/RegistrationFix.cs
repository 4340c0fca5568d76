using System.Composition;
using GradGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>GG0601: calls RegisterComponents, calls it later, or keeps the modules in a ModuleList.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RegistrationFix))]
[Shared]
public sealed class RegistrationFix() : GradGuardCodeFix(RuleIds.UnregisteredModule)
{
    private const string Call = "RegisterComponents();";

    // They see the modules that are registered so far, so they must stay behind the call.
    private static readonly HashSet<string> NeedRegistration = ["modules", "named_modules", "children", "named_children", "parameters", "named_parameters", "apply", "to", "cuda", "load", "state_dict"];

    private protected override IEnumerable<(string Title, IReadOnlyList<TextChange> Changes)> Fixes(FixContext context)
    {
        if (context.Node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
            return [];

        return context.Property(FixProperties.Cause) switch
        {
            "NeverCalled" when Calls(type, context.Text) is { Count: > 0 } changes => [("Call RegisterComponents at the end of the constructor", changes)],
            "AssignedLate" or "AddedLate" when Moves(type, context) is { Count: > 0 } changes => [("Call RegisterComponents after the last assignment", changes)],
            "InCollection" when new ModuleListRewrite(context, type).Changes() is { } changes => [("Keep the modules in a ModuleList", changes)],
            _ => [],
        };
    }

    private static IReadOnlyList<TextChange> Calls(TypeDeclarationSyntax type, SourceText text) =>
        [.. Constructors(type).Where(constructor => constructor.Initializer?.IsKind(SyntaxKind.ThisConstructorInitializer) != true).Select(constructor => AtEnd(constructor, text))];

    private static TextChange AtEnd(ConstructorDeclarationSyntax constructor, SourceText text) => constructor switch
    {
        { ExpressionBody: { } arrow } => Layout.Block(text, arrow, [arrow.Expression + ";", Call]),
        { Body.Statements: { Count: > 0 } statements } => Layout.After(text, statements.Last(), [Call]),
        _ => Layout.Block(text, constructor.Body!, constructor, [Call]),
    };

    // One place for all late members of a constructor, so that several findings agree on it.
    private static IReadOnlyList<TextChange> Moves(TypeDeclarationSyntax type, FixContext context)
    {
        var changes = new List<TextChange>();
        foreach (var constructor in Constructors(type))
        {
            var statements = constructor.Body?.Statements ?? [];
            var early = statements.IndexOf(statement => statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: var callee } } && callee.ToString() is "RegisterComponents" or "this.RegisterComponents");
            var last = statements.LastIndexOf(statement => SetsModules(statement, context));
            if (early < 0 || last <= early)
                continue;
            if (statements.Skip(early + 1).Take(last - early).Any(NeedsRegistration))
                return [];

            var lines = context.Text.Lines.GetLineFromPosition(statements[early].SpanStart);
            var isAlone = lines.ToString().Trim() == statements[early].ToString();
            changes.Add(new(isAlone ? lines.SpanIncludingLineBreak : statements[early].Span, ""));
            changes.Add(Layout.After(context.Text, statements[last], [statements[early].ToString()]));
        }

        return changes;
    }

    private static bool SetsModules(StatementSyntax statement, FixContext context) => statement.DescendantNodes().Any(node => node switch
    {
        AssignmentExpressionSyntax assignment => context.Semantics.GetSymbolInfo(assignment.Left, context.Cancellation).Symbol is IFieldSymbol or IPropertySymbol && IsLearned(assignment.Left, context),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Add" or "append" or "extend" or "Insert", Expression: var list } } => IsLearned(list, context),
        _ => false,
    });

    private static bool IsLearned(ExpressionSyntax target, FixContext context)
    {
        for (var type = context.Semantics.GetTypeInfo(target, context.Cancellation).Type; type is not null; type = type.BaseType)
            if (type.Name is "Module" or "Parameter" && type.ContainingNamespace?.ToDisplayString().StartsWith("TorchSharp", StringComparison.Ordinal) == true)
                return true;

        return false;
    }

    private static bool NeedsRegistration(StatementSyntax statement) => statement.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Any(call => NeedRegistration.Contains(call.Expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : call.Expression.ToString()));

    private static IEnumerable<ConstructorDeclarationSyntax> Constructors(TypeDeclarationSyntax type) =>
        type.Members.OfType<ConstructorDeclarationSyntax>().Where(constructor => !constructor.Modifiers.Any(SyntaxKind.StaticKeyword) && (constructor.Body ?? (SyntaxNode?)constructor.ExpressionBody) is not null);
}
