using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>A place where a test expects a finding.</summary>
internal sealed record Expected(string? Id, TextSpan Span);

/// <summary>Source with expected findings written into it: <c>[|code|]</c>, or <c>{|GG0101:code|}</c> where several rules run.</summary>
internal sealed record Markup(string Code, IReadOnlyList<Expected> Findings)
{
    public static Markup Parse(string source)
    {
        var code = new StringBuilder();
        var findings = new List<Expected>();
        var open = new Stack<(string? Id, int Start)>();
        for (var i = 0; i < source.Length; i++)
        {
            if (At("[|"))
            {
                open.Push((null, code.Length));
                i++;
            }
            else if (At("{|") && source.IndexOf(':', i) is var colon and > 0 && source[i + 2] == 'G')
            {
                open.Push((source[(i + 2)..colon], code.Length));
                i = colon;
            }
            else if ((At("|]") || At("|}")) && open.Count > 0)
            {
                var (id, start) = open.Pop();
                findings.Add(new Expected(id, TextSpan.FromBounds(start, code.Length)));
                i++;
            }
            else
                code.Append(source[i]);

            bool At(string mark) => string.CompareOrdinal(source, i, mark, 0, mark.Length) == 0;
        }

        return new Markup(code.ToString(), [.. findings.OrderBy(finding => finding.Span.Start)]);
    }
}
