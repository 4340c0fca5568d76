using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace GradGuard.RunLog;

/// <summary>Fields of a run log's lines.</summary>
internal static class LineFields
{
    // NaN and infinity have no JSON number: they are written as null.
    private const int NumberBytes = 32;

    /// <summary>Writes a number to six digits, which are all that a norm is worth, and a third of the shortest exact form.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, double value)
    {
        json.WritePropertyName(name);
        WriteNumber(json, value);
    }

    /// <inheritdoc cref="WriteNumber(Utf8JsonWriter, string, double)"/>
    public static void WriteNumber(Utf8JsonWriter json, double value)
    {
        Span<byte> digits = stackalloc byte[NumberBytes];
        if (double.IsFinite(value) && value.TryFormat(digits, out var length, "G6", CultureInfo.InvariantCulture))
            json.WriteRawValue(digits[..length], skipInputValidation: true);
        else
            json.WriteNullValue();
    }

    /// <exception cref="FormatException">It is null.</exception>
    public static string Text(JsonElement line, string name) => line.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null");

    /// <summary>The numbers of an array, null for each that was not finite; none where there is no such field.</summary>
    public static ImmutableArray<double?> Numbers(JsonElement line, string name) =>
        line.TryGetProperty(name, out var array) ? [.. array.EnumerateArray().Select(Number)] : [];

    /// <summary>A number; null where it was not finite or there is no such field.</summary>
    public static double? Number(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? Number(value) : null;

    /// <summary>A share, 0 to 1; null where there is no such field.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static double? Share(JsonElement line, string name) => Number(line, name) switch
    {
        null => null,
        >= 0 and <= 1 and var share => share,
        var number => throw new FormatException($"{name} is {number}, where a share is from 0 to 1"),
    };

    private static double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && double.IsFinite(value.GetDouble()) ? value.GetDouble() : null;
}
