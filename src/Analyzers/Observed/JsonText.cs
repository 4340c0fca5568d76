using System.Globalization;
using System.Text;

namespace GradGuard.Analyzers.Observed;

/// <summary>
/// Reads JSON (RFC 8259) into dictionaries, lists, strings, doubles, booleans and nulls. Compilers load analyzers without their
/// dependencies, so no library can do it here.
/// </summary>
internal sealed class JsonText
{
    private const int DeepestNesting = 64;

    private readonly string _text;
    private int _at;

    private JsonText(string text) => _text = text;

    /// <exception cref="FormatException">It is no JSON, or nests deeper than any report.</exception>
    public static object? Parse(string text)
    {
        var reader = new JsonText(text);
        var value = reader.Value(0);
        reader.SkipSpace();
        return reader._at == text.Length ? value : throw reader.Fault("the end");
    }

    private object? Value(int depth)
    {
        if (depth > DeepestNesting)
            throw Fault("less nesting");

        SkipSpace();
        return Peek() switch
        {
            '{' => Object(depth),
            '[' => Array(depth),
            '"' => String(),
            't' => Word("true", true),
            'f' => Word("false", false),
            'n' => Word("null", null),
            _ => Number(),
        };
    }

    private Dictionary<string, object?> Object(int depth)
    {
        var members = new Dictionary<string, object?>(StringComparer.Ordinal);
        Expect('{');
        for (SkipSpace(); Peek() != '}'; SkipSpace())
        {
            if (members.Count > 0)
            {
                Expect(',');
                SkipSpace();
            }

            var name = String();
            SkipSpace();
            Expect(':');
            members[name] = Value(depth + 1);
        }

        Expect('}');
        return members;
    }

    private List<object?> Array(int depth)
    {
        var elements = new List<object?>();
        Expect('[');
        for (SkipSpace(); Peek() != ']'; SkipSpace())
        {
            if (elements.Count > 0)
                Expect(',');

            elements.Add(Value(depth + 1));
        }

        Expect(']');
        return elements;
    }

    private string String()
    {
        Expect('"');
        var text = new StringBuilder();
        while (Peek() is var c && c != '"')
        {
            if (c < ' ')
                throw Fault("a string without control characters");

            _at++;
            text.Append(c == '\\' ? Escaped() : c);
        }

        Expect('"');
        return text.ToString();
    }

    private char Escaped()
    {
        var c = Peek();
        _at++;
        return c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => CodeUnit(),
            _ => throw Fault("an escape"),
        };
    }

    private char CodeUnit()
    {
        if (_at + 4 > _text.Length || !ushort.TryParse(_text.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            throw Fault("four hexadecimal digits");

        _at += 4;
        return (char)unit;
    }

    private object? Word(string word, object? value)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
            throw Fault("a value");

        _at += word.Length;
        return value;
    }

    private object Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsDigit(_text[_at]) || _text[_at] is '-' or '+' or '.' or 'e' or 'E'))
            _at++;

        return double.TryParse(_text.Substring(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Fault("a value");
    }

    private char Peek() => _at < _text.Length ? _text[_at] : throw Fault("more");

    private void Expect(char wanted)
    {
        if (Peek() != wanted)
            throw Fault($"'{wanted}'");

        _at++;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && (_text[_at] is ' ' or '\t' or '\r' or '\n'))
            _at++;
    }

    private FormatException Fault(string wanted) => new($"expected {wanted} at character {_at + 1}");
}
