using System.Collections.Immutable;
using System.Globalization;

namespace GradGuard.Layers;

/// <summary>
/// The levels of recurrent layers that are stacked within one native module: its parameters are named after them, <c>weight_ih_l0</c>,
/// <c>bias_hh_l2_reverse</c>.
/// </summary>
internal static class StackedLevel
{
    /// <summary>The level, from 0; null for a parameter of another kind.</summary>
    public static int? Of(string parameterName)
    {
        var name = parameterName.AsSpan(parameterName.LastIndexOf('.') + 1);
        if (!name.StartsWith("weight_", StringComparison.Ordinal) && !name.StartsWith("bias_", StringComparison.Ordinal))
            return null;

        if (name.EndsWith("_reverse", StringComparison.Ordinal))
            name = name[..^"_reverse".Length];

        var at = name.LastIndexOf("_l", StringComparison.Ordinal);
        return at >= 0 && int.TryParse(name[(at + 2)..], NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : null;
    }

    /// <summary>Of some parameters of one layer those of its lowest or highest level; all of them where they have no levels, or are of several modules.</summary>
    /// <param name="members">Indices into <paramref name="parameters"/>.</param>
    /// <param name="parameters">The catalogue's parameters.</param>
    /// <param name="highest">Whether the highest level is asked for.</param>
    public static ImmutableArray<int> Outermost(ImmutableArray<int> members, IReadOnlyList<ParameterEntry> parameters, bool highest)
    {
        var isOneModule = members.Select(i => ParameterPath.ModuleOf(parameters[i].Name)).Distinct().Count() == 1;
        if (!isOneModule || members.Any(i => Of(parameters[i].Name) is null))
            return members;

        var level = highest ? members.Max(i => Of(parameters[i].Name)) : members.Min(i => Of(parameters[i].Name));
        return [.. members.Where(i => Of(parameters[i].Name) == level)];
    }
}
