namespace GradGuard.Layers;

/// <summary>The dotted names of parameters and modules.</summary>
internal static class ParameterPath
{
    /// <summary>The module's path: the name without its last segment, empty for a parameter of the model itself.</summary>
    public static string ModuleOf(string parameterName) => Parent(parameterName);

    /// <summary>The path one level up, empty at the top.</summary>
    public static string Parent(string path)
    {
        var dot = path.LastIndexOf('.');
        return dot < 0 ? "" : path[..dot];
    }

    /// <summary>The last segment.</summary>
    public static string Last(string path) => path[(path.LastIndexOf('.') + 1)..];

    /// <summary>The number of segments.</summary>
    public static int Depth(string path) => path.Length == 0 ? 0 : path.Count(c => c == '.') + 1;

    /// <summary>Drops the compiler's decoration of an auto-property, <c>&lt;Fc&gt;k__BackingField</c>, which is what TorchSharp registers.</summary>
    public static string WithoutBackingFields(string path) =>
        path.Contains("k__BackingField", StringComparison.Ordinal)
            ? string.Join('.', path.Split('.').Select(segment => segment.EndsWith(">k__BackingField", StringComparison.Ordinal) && segment[0] == '<'
                ? segment[1..segment.IndexOf('>')]
                : segment))
            : path;
}
