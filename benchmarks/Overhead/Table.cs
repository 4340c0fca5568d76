using System.Globalization;
using System.Text;

namespace GradGuard.Overhead;

/// <summary>What one measurement found.</summary>
/// <param name="Title">What was measured.</param>
/// <param name="Note">How, and the budget it is held against.</param>
/// <param name="Heads">The columns.</param>
internal sealed record Table(string Title, string Note, params string[] Heads)
{
    private readonly List<string[]> _rows = [];

    public void Add(params object[] cells) =>
        _rows.Add(Array.ConvertAll(cells, cell => cell as string ?? string.Format(CultureInfo.InvariantCulture, "{0}", cell)));

    public string ToText()
    {
        var widths = Heads.Select((head, i) => _rows.Select(row => row[i].Length).Append(head.Length).Max()).ToList();
        var text = new StringBuilder().AppendLine(Title);
        foreach (var row in _rows.Prepend(Heads))
            text.Append("  ").AppendJoin("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).AppendLine();

        return text.ToString();
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder($"## {Title}\n\n{Note}\n\n| {string.Join(" | ", Heads)} |\n|{string.Concat(Heads.Select((_, i) => i == 0 ? "---|" : "---:|"))}\n");
        foreach (var row in _rows)
            text.Append($"| {string.Join(" | ", row)} |\n");

        return text.ToString();
    }
}
