namespace GradGuard;

/// <summary>The names that symptoms and severities bear in metrics, run logs and reports.</summary>
public static class SymptomNames
{
    private static readonly string[] Symptoms = Array.ConvertAll(Enum.GetNames<Symptom>(), ToSnakeCase);
    private static readonly string[] Severities = Array.ConvertAll(Enum.GetNames<Severity>(), ToSnakeCase);

    /// <summary>The symptom in snake case, for example <c>vanishing_gradient</c>.</summary>
    public static string Name(this Symptom symptom) => Symptoms[(int)symptom];

    /// <summary><c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public static string Name(this Severity severity) => Severities[(int)severity];

    /// <summary>Reads what <see cref="Name(Symptom)"/> wrote.</summary>
    public static bool TryParse(string name, out Symptom symptom)
    {
        var index = Array.IndexOf(Symptoms, name);
        symptom = (Symptom)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads what <see cref="Name(Severity)"/> wrote.</summary>
    public static bool TryParse(string name, out Severity severity)
    {
        var index = Array.IndexOf(Severities, name);
        severity = (Severity)Math.Max(index, 0);
        return index >= 0;
    }

    private static string ToSnakeCase(string name) =>
        string.Concat(name.Select((letter, i) => i > 0 && char.IsUpper(letter) ? "_" + char.ToLowerInvariant(letter) : char.ToLowerInvariant(letter).ToString()));
}
