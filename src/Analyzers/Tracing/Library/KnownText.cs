using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Text that is known, and numbers written in it.</summary>
internal static class KnownText
{
    private const int MostCharacters = 1024;

    private static readonly Regex Hole = new(@"\{(?<place>\d+)(:(?<format>[^{}]*))?\}", RegexOptions.CultureInvariant);

    /// <summary>A value in a standard format, such as D2: text of the constant, else a name that equal values share.</summary>
    public static AbstractValue Format(AbstractValue value, AbstractValue format) => (value, format) switch
    {
        (ConstantValue { Value: IFormattable number }, ConstantValue { Value: string written }) => Written(number, written),
        ({ Name: { } name }, ConstantValue { Value: string written }) => ConstantValue.Of($"{name}:{written}"),
        _ => new UnknownValue("formatted text"),
    };

    public static AbstractValue? Call(string text, string name, Arguments arguments)
    {
        var other = TextOf(arguments[0]);
        return (name, other) switch
        {
            ("ToLower" or "ToLowerInvariant", _) => ConstantValue.Of(text.ToLowerInvariant()),
            ("ToUpper" or "ToUpperInvariant", _) => ConstantValue.Of(text.ToUpperInvariant()),
            ("Trim", null) => ConstantValue.Of(text.Trim()),
            ("Contains", { } part) => ConstantValue.Of(text.Contains(part)),
            ("StartsWith", { } part) => ConstantValue.Of(text.StartsWith(part, StringComparison.Ordinal)),
            ("EndsWith", { } part) => ConstantValue.Of(text.EndsWith(part, StringComparison.Ordinal)),
            ("Equals", { } part) => ConstantValue.Of(text == part),
            ("Replace", { } part) when part.Length > 0 && TextOf(arguments[1]) is { } with => ConstantValue.Of(text.Replace(part, with)),
            ("Split", _) => Split(text, arguments),
            ("ToCharArray", _) when arguments.Count == 0 => Characters(ConstantValue.Of(text)),
            ("Substring", _) when Sizes.Number(arguments[0]) is { } from && (arguments.Count > 1 ? Sizes.Number(arguments[1]!) : text.Length - from) is { } length
                && from >= 0 && length >= 0 && from + length <= text.Length => ConstantValue.Of(text.Substring((int)from, (int)length)),
            ("PadLeft" or "PadRight", _) when Sizes.Number(arguments[0]) is >= 0 and <= MostCharacters and { } width => ConstantValue.Of(Pad(text, name, (int)width, TextOf(arguments[1]) ?? " ")),
            _ => null,
        };
    }

    /// <summary>int.Parse, Convert.ToDouble, string.IsNullOrEmpty and their kin; null where a method is none of them or its text is not known.</summary>
    public static AbstractValue? CallStatic(IMethodSymbol method, Arguments arguments)
    {
        if (method is { Name: "Format" or "Concat" or "Join", ContainingType.SpecialType: SpecialType.System_String })
            return Compose(method.Name, [.. arguments.Values.SelectMany(value => value is ListValue { HasKnownLength: true } list ? list.Elements : [value])]);
        if (arguments[0] is not ConstantValue { Value: string or null } given)
            return null;

        var text = given.Value as string;
        return method switch
        {
            { Name: "IsNullOrEmpty", ContainingType.SpecialType: SpecialType.System_String } => ConstantValue.Of(string.IsNullOrEmpty(text)),
            { Name: "IsNullOrWhiteSpace", ContainingType.SpecialType: SpecialType.System_String } => ConstantValue.Of(string.IsNullOrWhiteSpace(text)),
            { Name: "Parse" } or { ContainingType.Name: "Convert" } when text is not null => Parse(text, method.ReturnType),
            _ => null,
        };
    }

    /// <summary>The characters of a text, as a loop over it takes them; null where a value is no text that is known.</summary>
    public static ListValue? Characters(AbstractValue value) =>
        value is ConstantValue { Value: string text } ? new ListValue(text.Select(character => (AbstractValue)ConstantValue.Of(character))) : null;

    private static AbstractValue? Compose(string method, IReadOnlyList<AbstractValue> parts)
    {
        var texts = parts.Select(part => part is ConstantValue { Value: null } ? "" : part.NameOrText()).ToList();
        if (parts.Count == 0 || texts.Contains(null))
            return null;

        return method switch
        {
            "Concat" => ConstantValue.Of(string.Concat(texts)),
            "Join" => ConstantValue.Of(string.Join(texts[0], texts.Skip(1))),
            _ when parts[0] is ConstantValue { Value: string pattern } && Hole.Matches(pattern).Cast<Match>().All(hole => PlaceOf(hole) < parts.Count) && Hole.Replace(pattern, "").IndexOfAny(['{', '}']) < 0 =>
                ConstantValue.Of(Hole.Replace(pattern, hole => hole.Groups["format"].Success
                    ? Format(parts[PlaceOf(hole)], ConstantValue.Of(hole.Groups["format"].Value)).NameOrText() ?? ""
                    : texts[PlaceOf(hole)]!)),
            _ => null,
        };

        static int PlaceOf(Match hole) => int.TryParse(hole.Groups["place"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < int.MaxValue ? place + 1 : int.MaxValue;
    }

    private static AbstractValue Written(IFormattable number, string format)
    {
        try
        {
            return ConstantValue.Of(number.ToString(format, CultureInfo.InvariantCulture));
        }
        catch (FormatException)
        {
            return new UnknownValue("formatted text");
        }
    }

    private static string Pad(string text, string method, int width, string filling) =>
        method == "PadLeft" ? text.PadLeft(width, filling[0]) : text.PadRight(width, filling[0]);

    private static ConstantValue? Parse(string text, ITypeSymbol type) => type.SpecialType switch
    {
        >= SpecialType.System_SByte and <= SpecialType.System_UInt64 when long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) => ConstantValue.Of(whole),
        SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => ConstantValue.Of(number),
        SpecialType.System_Boolean when bool.TryParse(text, out var flag) => ConstantValue.Of(flag),
        _ => null,
    };

    private static ListValue? Split(string text, Arguments arguments)
    {
        var given = arguments.Values.SelectMany(value => value is ListValue list ? list.Elements : [value]).ToList();
        var separators = given.Select(TextOf).OfType<string>().ToArray();
        // Limits of the count are rare; of the options the numbers are those of StringSplitOptions.
        if (given.Any(value => TextOf(value) is null && value is not ConstantValue { Value: long or null }) || given.Count(value => value is ConstantValue { Value: long }) > 1)
            return null;

        var options = given.OfType<ConstantValue>().Select(value => value.Value as long?).FirstOrDefault(number => number is not null) ?? 0;
        var parts = text.Split(separators.Length > 0 ? separators : [" ", "\t", "\n", "\r"], (options & 1) != 0 ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None)
            .Select(part => (options & 2) != 0 ? part.Trim() : part)
            .Where(part => (options & 1) == 0 || part.Length > 0);
        return new ListValue(parts.Select(part => (AbstractValue)ConstantValue.Of(part)));
    }

    private static string? TextOf(AbstractValue? value) => value is ConstantValue { Value: var given } ? given as string ?? (given as char?)?.ToString() : null;
}
