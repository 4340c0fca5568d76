using System.Globalization;
using System.Runtime.CompilerServices;

namespace GradGuard.Reports.Html;

/// <summary>Writes HTML from interpolated strings: what stands in the source is markup, what is interpolated is text and escaped.</summary>
internal sealed class HtmlWriter(TextWriter output)
{
    private readonly TextWriter _output = output;

    /// <summary>Writes markup; every interpolated value is escaped.</summary>
    public void Write([InterpolatedStringHandlerArgument("")] ref Markup markup) => _ = markup;

    private void Escape(string text)
    {
        foreach (var character in PlainText.Of(text))
        {
            switch (character)
            {
                case '&':
                    _output.Write("&amp;");
                    break;
                case '<':
                    _output.Write("&lt;");
                    break;
                case '>':
                    _output.Write("&gt;");
                    break;
                case '"':
                    _output.Write("&quot;");
                    break;
                case '\'':
                    _output.Write("&#39;");
                    break;
                default:
                    _output.Write(character);
                    break;
            }
        }
    }

    /// <summary>What the compiler turns an interpolated string into.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly HtmlWriter _html;

        public Markup(int literalLength, int formattedCount, HtmlWriter html) => _html = html;

        public void AppendLiteral(string literal) => _html._output.Write(literal);

        public void AppendFormatted(string? text) => _html.Escape(text ?? "");

        public void AppendFormatted(int number) => _html._output.Write(number);

        public void AppendFormatted(long number) => _html._output.Write(number);

        /// <summary>A coordinate, to a hundredth.</summary>
        public void AppendFormatted(double coordinate) => _html._output.Write(coordinate.ToString("0.##", CultureInfo.InvariantCulture));
    }
}
