using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>Adds a loop that draws the weights of a model anew, at the place where the model is complete.</summary>
internal sealed class InitialisationLoop(FixContext context, IReadOnlyList<string> layers, DrawnWeights draw)
{
    /// <summary>The changes that add the loop to a model; null where there is no place for statements.</summary>
    public IReadOnlyList<TextChange>? For(SyntaxNode model) => model switch
    {
        TypeDeclarationSyntax type => InConstructors(type),
        ExpressionSyntax expression => AfterExpression(expression),
        _ => null,
    };

    private IReadOnlyList<TextChange>? InConstructors(TypeDeclarationSyntax type)
    {
        var constructors = type.Members.OfType<ConstructorDeclarationSyntax>()
            .Where(constructor => !constructor.Modifiers.Any(SyntaxKind.StaticKeyword) && constructor.Initializer?.IsKind(SyntaxKind.ThisConstructorInitializer) != true)
            .ToList();
        return constructors.Count == 0 ? null : [.. constructors.Select(InConstructor)];
    }

    private TextChange InConstructor(ConstructorDeclarationSyntax constructor)
    {
        var text = context.Text;
        if (constructor.ExpressionBody is { } arrow)
        {
            var loop = Loop("", arrow.SpanStart);
            string[] registration = IsRegistration(arrow.Expression) ? [] : ["RegisterComponents();"];
            return Layout.Block(text, arrow, [arrow.Expression + ";", .. registration, .. loop]);
        }

        var body = constructor.Body!;
        var lines = Loop("", body.CloseBraceToken.SpanStart);
        // At the end, behind whatever draws them so far.
        if (body.Statements.Any(statement => statement is ExpressionStatementSyntax { Expression: var call } && IsRegistration(call)))
            return Layout.After(text, body.Statements.Last(), lines);
        if (body.Statements.Count > 0)
            return Layout.After(text, body.Statements.Last(), ["RegisterComponents();", .. lines]);

        return Layout.Block(text, body, constructor, ["RegisterComponents();", .. lines]);
    }

    private IReadOnlyList<TextChange>? AfterExpression(ExpressionSyntax expression)
    {
        var text = context.Text;
        switch (expression.Parent)
        {
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent.Parent: LocalDeclarationStatementSyntax statement } variable }:
                return [Layout.After(text, statement, Loop(variable.Identifier.ValueText + ".", expression.SpanStart))];
            case AssignmentExpressionSyntax { Left: IdentifierNameSyntax or MemberAccessExpressionSyntax, Parent: ExpressionStatementSyntax statement } assignment:
                return [Layout.After(text, statement, Loop(assignment.Left + ".", expression.SpanStart))];
            case ReturnStatementSyntax { Parent: BlockSyntax } statement:
                var returned = TorchNames.Fresh(context.Semantics, expression.SpanStart, "model");
                return
                [
                    new(statement.ReturnKeyword.Span, $"var {returned} ="),
                    Layout.After(text, statement, [.. Loop(returned + ".", expression.SpanStart), $"return {returned};"]),
                ];
            case ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax or LocalFunctionStatementSyntax } arrow:
                var made = TorchNames.Fresh(context.Semantics, expression.SpanStart, "model");
                return Layout.AroundExpression(text, arrow, $"var {made} = ", [.. Loop(made + ".", expression.SpanStart), $"return {made};"]);
            default:
                return null;
        }
    }

    private string[] Loop(string receiver, int position)
    {
        var initializers = TorchNames.Initializers(context.Semantics, position);
        var module = TorchNames.Fresh(context.Semantics, position, "module");
        var lines = new List<string> { $"foreach (var {module} in {receiver}modules())", "{" };
        foreach (var layer in layers)
        {
            var variable = TorchNames.Fresh(context.Semantics, position, char.ToLowerInvariant(layer[0]) + layer.Substring(1));
            lines.Add(Layout.Indented(context.Text, $"if ({module} is {TorchNames.Layer(context.Semantics, position, layer)} {variable})"));
            lines.Add(Layout.Indented(context.Text, draw.Call(initializers, variable + ".weight"), depth: 2));
        }

        return [.. lines, "}"];
    }

    private static bool IsRegistration(ExpressionSyntax call) =>
        call is InvocationExpressionSyntax { Expression: var callee } && callee.ToString() is "RegisterComponents" or "this.RegisterComponents";
}
