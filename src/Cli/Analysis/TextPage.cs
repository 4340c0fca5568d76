namespace GradGuard.Cli.Analysis;

/// <summary>Lines for people: wrapped at words, with a hanging indent, where a terminal shows them, and whole where a file or another program takes them.</summary>
/// <param name="output">Where they go.</param>
/// <param name="width">Columns of the terminal; null where there is none.</param>
internal sealed class TextPage(TextWriter output, int? width)
{
    private const int HangingIndent = 4;

    // Narrower than this, wrapping leaves nothing to read.
    private const int LeastWidth = 40;

    private readonly int? _width = width >= LeastWidth ? width : null;

    /// <summary>The columns that a line leaves to its last part; as many as it would like where nothing limits them.</summary>
    public int Room(int taken, int wanted) => _width is { } columns ? Math.Clamp(columns - taken, 1, wanted) : wanted;

    public void Line(string text = "")
    {
        if (_width is not { } columns)
        {
            output.WriteLine(text);
            return;
        }

        var indent = text.Length - text.TrimStart().Length;
        while (text.Length > columns && text.LastIndexOf(' ', columns) is var end && end > indent)
        {
            output.WriteLine(text[..end].TrimEnd());
            indent = indent < HangingIndent ? HangingIndent : indent;
            text = new string(' ', indent) + text[end..].TrimStart();
        }

        output.WriteLine(text);
    }
}
