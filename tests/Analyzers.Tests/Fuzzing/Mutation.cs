using GradGuard.Analyzers.Tests.Verification;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Tests.Fuzzing;

/// <summary>Damage as an editor sees it while someone types, and worse.</summary>
internal static class Mutation
{
    private static readonly string[] Strange =
    [
        "await ", "unsafe ", "dynamic ", "null", "default", "this", "base", "throw ", "ref ", "out ", "yield return ", "{ ", "} ", "; ", "(", ")", "=> ", "..", "^1", "int.MaxValue", "-1", "0",
        "1e308", "\"\"", "stackalloc int[1]", "new()", "[]", "is { } ", "?? ", "!", "goto a; ", "a: ", "partial ", "static ", "typeof(int)", "nameof(x)", "checked(", "for(;;)", "while(true)", "async ",
    ];

    public static string Apply(string source, Random random)
    {
        for (var i = random.Next(1, 5); i > 0; i--)
            source = Once(source, random);
        return source;
    }

    /// <summary>What is left while a hand deletes or has not typed yet: some characters, a line, or the rest of a line are missing.</summary>
    public static string Unfinished(string source, Random random)
    {
        for (var i = random.Next(1, 4); i > 0 && source.Length > 0; i--)
        {
            var place = random.Next(source.Length);
            var start = source[..place].LastIndexOf('\n') + 1;
            var end = source.IndexOf('\n', place) is var line and >= 0 ? line : source.Length;
            source = random.Next(3) switch
            {
                0 => source.Remove(place, Math.Min(random.Next(1, 12), source.Length - place)),
                1 => source.Remove(start, end - start),
                _ => source.Remove(place, end - place),
            };
        }

        return source;
    }

    private static string Once(string source, Random random)
    {
        if (source.Length == 0)
            return source;

        var root = CSharpSyntaxTree.ParseText(source, TestCompilation.ParseOptions).GetRoot();
        var tokens = root.DescendantTokens().Where(token => token.Span.Length > 0).ToList();
        if (tokens.Count == 0)
            return source;

        var token = tokens[random.Next(tokens.Count)];
        var other = tokens[random.Next(tokens.Count)];
        return random.Next(8) switch
        {
            0 => source[..random.Next(source.Length)],
            1 => source.Remove(token.SpanStart, token.Span.Length),
            2 => source.Insert(token.SpanStart, other.Text + " "),
            3 => source.Remove(token.SpanStart, token.Span.Length).Insert(token.SpanStart, other.Text),
            4 => source.Insert(token.SpanStart, Strange[random.Next(Strange.Length)]),
            5 => Moved<StatementSyntax>(source, root, random),
            6 => Moved<MemberDeclarationSyntax>(source, root, random),
            _ => Moved<ExpressionSyntax>(source, root, random),
        };
    }

    // One piece of syntax stands where another of its kind stood.
    private static string Moved<T>(string source, SyntaxNode root, Random random)
        where T : SyntaxNode
    {
        var pieces = root.DescendantNodes().OfType<T>().ToList();
        if (pieces.Count == 0)
            return source;

        var place = pieces[random.Next(pieces.Count)].Span;
        var piece = pieces[random.Next(pieces.Count)].ToString();
        return source.Remove(place.Start, place.Length).Insert(place.Start, piece.Length < 4000 ? piece : "");
    }
}
