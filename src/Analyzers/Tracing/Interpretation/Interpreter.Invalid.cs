using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Tracing;

internal sealed partial class Interpreter
{
    /// <summary>
    /// Code that does not bind, as in an editor, or that was written for another version of the library: what stands there is taken by its
    /// name, arguments by their names and places.
    /// </summary>
    private AbstractValue EvaluateInvalid(IOperation operation)
    {
        if (operation.SemanticModel is not { } semantics)
            return Unknown($"the expression '{Excerpt(operation.Syntax)}'");

        switch (operation.Syntax)
        {
            case InvocationExpressionSyntax call when Candidate(semantics, call, call.ArgumentList) is { } method:
                var receiver = method.IsStatic || call.Expression is not MemberAccessExpressionSyntax access ? null : Evaluate(semantics, access.Expression);
                return Invoke(method, receiver ?? (method.IsStatic ? null : SelfOf(_frame)), BindByName(semantics, method, call.ArgumentList), call);
            case ObjectCreationExpressionSyntax { ArgumentList: { } list } creation when Candidate(semantics, creation, list) is { } constructor && source.HasSource(constructor.ContainingType):
                return Instantiate(constructor, BindByName(semantics, constructor, list), creation);
            case ElementAccessExpressionSyntax element:
                var owner = Evaluate(semantics, element.Expression);
                return ElementOf(owner, [.. element.ArgumentList.Arguments.Select(argument => Evaluate(semantics, argument.Expression))], null, element);
            case ParenthesizedExpressionSyntax inner:
                return Evaluate(semantics, inner.Expression);
            case BinaryExpressionSyntax binary when KindOf(binary) is { } kind:
                return Combine(kind, Evaluate(semantics, binary.Left), Evaluate(semantics, binary.Right), null, null, binary);
            default:
                return Unknown($"the expression '{Excerpt(operation.Syntax)}'");
        }
    }

    private AbstractValue Evaluate(SemanticModel semantics, ExpressionSyntax expression) =>
        semantics.GetOperation(expression, cancellation) is { } operation ? Evaluate(operation) : Unknown($"the expression '{Excerpt(expression)}'");

    private static Microsoft.CodeAnalysis.Operations.BinaryOperatorKind? KindOf(BinaryExpressionSyntax binary) => binary.OperatorToken.Text switch
    {
        "+" => Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Add,
        "-" => Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Subtract,
        "*" => Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Multiply,
        "/" => Microsoft.CodeAnalysis.Operations.BinaryOperatorKind.Divide,
        _ => null,
    };

    // The overload that knows most of the names and has room for all arguments.
    private IMethodSymbol? Candidate(SemanticModel semantics, SyntaxNode call, ArgumentListSyntax arguments) => semantics
        .GetSymbolInfo(call, cancellation).CandidateSymbols.OfType<IMethodSymbol>()
        .Where(candidate => candidate.Parameters.Length >= arguments.Arguments.Count || candidate.Parameters.LastOrDefault()?.IsParams == true)
        .OrderByDescending(candidate => arguments.Arguments.Count(argument =>
            argument.NameColon is { Name.Identifier.Text: var name } && candidate.Parameters.Any(parameter => IsSameName(parameter.Name, name))))
        .ThenBy(candidate => candidate.Parameters.Count(parameter => !parameter.IsOptional) > arguments.Arguments.Count)
        .ThenByDescending(candidate => candidate.Parameters.Zip(arguments.Arguments, (parameter, argument) =>
            argument.NameColon is null && semantics.GetTypeInfo(argument.Expression, cancellation).Type is { } type && IsAlike(type, parameter.Type)).Count(fits => fits))
        .FirstOrDefault();

    private Arguments BindByName(SemanticModel semantics, IMethodSymbol method, ArgumentListSyntax list)
    {
        var bound = new AbstractValue?[method.Parameters.Length];
        for (var i = 0; i < list.Arguments.Count; i++)
        {
            var argument = list.Arguments[i];
            var value = Evaluate(semantics, argument.Expression);
            var parameter = argument.NameColon is { Name.Identifier.Text: var name }
                ? method.Parameters.FirstOrDefault(candidate => IsSameName(candidate.Name, name))
                : i < method.Parameters.Length ? method.Parameters[i] : null;
            if (parameter is not null)
                bound[parameter.Ordinal] = value;
        }

        return new Arguments(method.Parameters, bound).WithDefaults();
    }

    // inputChannel of an older version is in_channels today.
    private static bool IsSameName(string one, string other) => Normal(one) == Normal(other);

    private static string Normal(string name) => name.Replace("_", "").ToLowerInvariant() switch
    {
        "inputchannel" or "inputchannels" or "inchannel" => "inchannels",
        "outputchannel" or "outputchannels" or "outchannel" => "outchannels",
        "infeatures" => "inputsize",
        "outfeatures" => "outputsize",
        "probability" => "p",
        "dimension" or "dimensions" or "dims" => "dim",
        var plain => plain,
    };

    private static bool IsAlike(ITypeSymbol type, ITypeSymbol parameter) =>
        TorchSharpContext.Same(type, parameter) || (IsWhole(type) && IsWhole(parameter)) || (type.IsTupleType && parameter.IsTupleType);

    private static bool IsWhole(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;

    private static string Excerpt(SyntaxNode syntax)
    {
        var text = syntax.ToString().Replace("\r", "").Replace("\n", " ");
        return text.Length <= 40 ? text : text.Substring(0, 37) + "...";
    }
}
