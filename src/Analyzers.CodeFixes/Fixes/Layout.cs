using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.CodeFixes.Fixes;

/// <summary>Lines of new code in the indentation and line endings of the code around them.</summary>
internal static class Layout
{
    /// <summary>New lines before a statement; comments above it stay above them. A statement behind others on a line keeps them company there.</summary>
    public static TextChange Before(SourceText text, StatementSyntax place, IReadOnlyList<string> lines)
    {
        if (!StandsInList(place))
            return Block(text, place, place.Parent!, [.. lines, place.ToString()]);

        var before = text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(place.SpanStart).Start, place.SpanStart));
        var end = before.Trim().Length > 0 && FitOneLine(lines) ? " " : NewLine(text) + Indentation(text, place);
        return new TextChange(new TextSpan(place.SpanStart, 0), string.Concat(lines.Select(line => line + end)));
    }

    /// <summary>New lines after a statement, and after a comment on its last line; on the same line where other code follows there.</summary>
    public static TextChange After(SourceText text, StatementSyntax place, IReadOnlyList<string> lines)
    {
        if (!StandsInList(place))
            return Block(text, place, place.Parent!, [place.ToString(), .. lines]);

        var rest = text.ToString(TextSpan.FromBounds(place.Span.End, text.Lines.GetLineFromPosition(place.Span.End).End)).Trim();
        if (rest.Length > 0 && !rest.StartsWith("//", StringComparison.Ordinal) && FitOneLine(lines))
            return new TextChange(new TextSpan(place.Span.End, 0), string.Concat(lines.Select(line => " " + line)));

        var end = place.GetLastToken().TrailingTrivia.Where(trivia => !trivia.IsKind(Microsoft.CodeAnalysis.CSharp.SyntaxKind.EndOfLineTrivia)).Select(trivia => trivia.Span.End).DefaultIfEmpty(place.Span.End).Last();
        return new TextChange(new TextSpan(end, 0), string.Concat(lines.Select(line => NewLine(text) + Indentation(text, place) + line)));
    }

    /// <summary>An expression body, arrow and semicolon included, replaced by a block.</summary>
    public static TextChange Block(SourceText text, ArrowExpressionClauseSyntax body, IReadOnlyList<string> lines) =>
        Block(text, TextSpan.FromBounds(body.SpanStart, body.GetLastToken().GetNextToken().Span.End), body.Parent!, lines);

    /// <summary>An expression body that becomes a block: the expression stays as it is, text before it and lines after it.</summary>
    public static IReadOnlyList<TextChange> AroundExpression(SourceText text, ArrowExpressionClauseSyntax body, string before, IReadOnlyList<string> after)
    {
        var (outer, end) = (Indentation(text, body.Parent!), body.GetLastToken().GetNextToken().Span);
        var lines = string.Concat(after.Select(line => NewLine(text) + outer + Unit(text) + line));
        return
        [
            new(TextSpan.FromBounds(body.ArrowToken.GetPreviousToken().Span.End, body.Expression.SpanStart), NewLine(text) + outer + "{" + NewLine(text) + outer + Unit(text) + before),
            .. Deeper(text, body.Expression),
            new(end, ";" + lines + NewLine(text) + outer + "}"),
        ];
    }

    // An expression that begins on a line of its own is as deep already; lines that begin within a token, as those of a raw string, are
    // its content.
    private static IEnumerable<TextChange> Deeper(SourceText text, ExpressionSyntax expression) => StartsLine(text, expression.SpanStart) ? []
        : expression.DescendantTokens().Where(token => StartsLine(text, token.SpanStart)).Select(token => new TextChange(new TextSpan(token.SpanStart, 0), Unit(text)));

    private static bool StartsLine(SourceText text, int position) =>
        text.ToString(TextSpan.FromBounds(text.Lines.GetLineFromPosition(position).Start, position)).Trim().Length == 0;

    /// <summary>A node replaced by a block of lines, indented as a block of the node's owner.</summary>
    public static TextChange Block(SourceText text, SyntaxNode place, SyntaxNode owner, IReadOnlyList<string> lines) => Block(text, place.Span, owner, lines);

    private static TextChange Block(SourceText text, TextSpan place, SyntaxNode owner, IReadOnlyList<string> lines)
    {
        var outer = Indentation(text, owner);
        var inner = outer + Unit(text);
        var body = string.Concat(lines.Select(line => inner + line + NewLine(text)));
        // On the line of the owner the brace opens a line of its own.
        var startOfLine = text.Lines.GetLineFromPosition(place.Start).Start;
        var startsLine = StartsLine(text, place.Start);
        var start = startsLine ? startOfLine : place.Start;
        while (!startsLine && start > 0 && text[start - 1] == ' ')
            start--;

        return new TextChange(TextSpan.FromBounds(start, place.End), (startsLine ? "" : NewLine(text)) + outer + "{" + NewLine(text) + body + outer + "}");
    }

    public static string Indented(SourceText text, string line, int depth = 1) => string.Concat(Enumerable.Repeat(Unit(text), depth)) + line;

    // What follows a comment on its line would be part of it.
    private static bool FitOneLine(IReadOnlyList<string> lines) => lines.All(line => line.IndexOf("//", StringComparison.Ordinal) < 0);

    private static bool StandsInList(StatementSyntax place) => place.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax;

    private static string Indentation(SourceText text, SyntaxNode node)
    {
        var line = text.Lines.GetLineFromPosition(node.SpanStart).ToString();
        return line.Substring(0, line.Length - line.TrimStart().Length);
    }

    private static string Unit(SourceText text) => text.Lines.Any(line => line.ToString().StartsWith("\t", StringComparison.Ordinal)) ? "\t" : "    ";

    private static string NewLine(SourceText text) => text.Lines.Count > 1 && text.Lines[0].EndIncludingLineBreak - text.Lines[0].End == 2 ? "\r\n" : "\n";
}
