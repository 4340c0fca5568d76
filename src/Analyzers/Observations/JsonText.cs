using System.Globalization;
using System.Text;

namespace GradGuard.Analyzers.Observations;

/// <summary>
/// Reads JSON (RFC 8259) into dictionaries, lists, strings, numbers and truth values. Which System.Text.Json there is, if any, depends on
/// the compiler's host, so that an analyzer cannot rely on one.
/// </summary>
internal sealed class JsonText
{
    // A report nests five deep; more is not one, and must not exhaust the stack.
    private const int DeepestNesting = 32;

    private readonly string _text;
    private int _position;

    private JsonText(string text) => _text = text;

    /// <exception cref="FormatException">It is not JSON, or nests too deep; the message says where.</exception>
    public static object? Parse(string text)
    {
        var json = new JsonText(text);
        var value = json.Value(0);
        json.SkipSpace();
        return json._position == text.Length ? value : throw json.Fault();
    }

    private object? Value(int depth)
    {
        if (depth > DeepestNesting)
            throw Fault();

        SkipSpace();
        switch (Peek())
        {
            case '{':
                return Members(depth);
            case '[':
                return Elements(depth);
            case '"':
                return Text();
            case 't':
                return Word("true", true);
            case 'f':
                return Word("false", false);
            case 'n':
                return Word("null", null);
            default:
                return Number();
        }
    }

    private Dictionary<string, object?> Members(int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        _position++;
        if (Accept('}'))
            return members;

        do
        {
            SkipSpace();
            var name = Text();
            Expect(':');
            members[name] = Value(depth + 1);
        }
        while (Accept(','));

        Expect('}');
        return members;
    }

    private List<object?> Elements(int depth)
    {
        var elements = new List<object?>();
        _position++;
        if (Accept(']'))
            return elements;

        do
            elements.Add(Value(depth + 1));
        while (Accept(','));

        Expect(']');
        return elements;
    }

    private string Text()
    {
        if (Peek() != '"')
            throw Fault();

        var start = ++_position;
        while (Peek() is not ('"' or '\\' or < ' '))
            _position++;

        if (Peek() == '"')
            return _text.Substring(start, _position++ - start);

        var text = new StringBuilder(_text, start, _position - start, 2 * (_position - start) + 16);
        while (Peek() != '"')
        {
            if (Peek() < ' ')
                throw Fault();

            text.Append(Peek() == '\\' ? Escaped() : _text[_position]);
            _position++;
        }

        _position++;
        return text.ToString();
    }

    private char Escaped()
    {
        _position++;
        switch (Peek())
        {
            case '"' or '\\' or '/':
                return _text[_position];
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u' when _position + 4 < _text.Length
                    && ushort.TryParse(_text.Substring(_position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code):
                _position += 4;
                return (char)code;
            default:
                throw Fault();
        }
    }

    private double Number()
    {
        var start = _position;
        while (Peek() is (>= '0' and <= '9') or '-' or '+' or '.' or 'e' or 'E')
            _position++;

        return double.TryParse(_text.Substring(start, _position - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Fault();
    }

    private object? Word(string word, object? value)
    {
        if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
            throw Fault();

        _position += word.Length;
        return value;
    }

    private bool Accept(char mark)
    {
        SkipSpace();
        if (Peek() != mark)
            return false;

        _position++;
        return true;
    }

    private void Expect(char mark)
    {
        if (!Accept(mark))
            throw Fault();
    }

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n')
            _position++;
    }

    // No character of JSON is 0, so that stands for the end.
    private char Peek() => _position < _text.Length ? _text[_position] : '\0';

    private FormatException Fault() => new(_position >= _text.Length
        ? "it ends in the middle"
        : $"it is not JSON from character {(_position + 1).ToString(CultureInfo.InvariantCulture)} on");
}
