using System.Collections.Immutable;
using System.Text.Json;
using GradGuard.Activations;

namespace GradGuard.RunLog;

/// <summary>The part of a step's line that tells of activations, in the steps that measured them.</summary>
internal static class ActivationLines
{
    private const string Field = "activations";

    public static void Write(Utf8JsonWriter json, ImmutableArray<ActivationStatistics> activations)
    {
        json.WriteStartArray(Field);
        foreach (var activation in activations)
        {
            json.WriteStartObject();
            json.WriteString("path", activation.Path);
            json.WriteString("type", activation.ModuleType);
            Write(json, "mean", activation.Mean);
            Write(json, "deviation", activation.Deviation);
            Write(json, "nearZero", activation.NearZeroShare);
            Write(json, "saturated", activation.SaturatedShare);
            Write(json, "dead", activation.DeadShare);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The activations of a step's line; none where it has none.</summary>
    /// <exception cref="FormatException">A share is none.</exception>
    public static ImmutableArray<ActivationRecord> Read(JsonElement step) => step.TryGetProperty(Field, out var activations)
        ? [
            .. activations.EnumerateArray().Select(activation => new ActivationRecord(
                LineFields.Text(activation, "path"),
                LineFields.Text(activation, "type"),
                LineFields.Number(activation, "mean"),
                LineFields.Number(activation, "deviation"),
                LineFields.Share(activation, "nearZero"),
                LineFields.Share(activation, "saturated"),
                LineFields.Share(activation, "dead"))),
        ]
        : [];

    // Single precision is all that is worth its place; what does not apply or is not finite is left out.
    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && float.IsFinite((float)number))
            json.WriteNumber(name, (float)number);
    }
}
