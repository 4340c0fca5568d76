using System.Globalization;
using System.Text;

namespace GradGuard.Reports;

/// <summary>Saturated outputs and dead units by activation, as a plain text table.</summary>
internal static class ActivationTable
{
    private const int LongestName = 48;

    public static void Append(StringBuilder text, GradientReport report)
    {
        var activations = report.Activations.Where(activation => activation.HasShare).ToList();
        if (activations.Count == 0)
            return;

        var shown = TextReport.Shown(activations.Count, i => (activations[i].LargestSaturatedShare ?? 0) + (activations[i].LargestDeadShare ?? 0) > 0);
        text.Append(CultureInfo.InvariantCulture, $"\nActivations at step {activations.Max(activation => activation.Step)}, in brackets the most of any measured step");
        if (shown.Count < activations.Count)
            text.Append(CultureInfo.InvariantCulture, $" ({shown.Count} of {activations.Count} activations)");

        var names = shown.ConvertAll(i => Name(activations[i].Path));
        var types = shown.ConvertAll(i => Name(activations[i].ModuleType));
        var nameWidth = Math.Max("module".Length, names.Max(name => name.Length));
        var typeWidth = Math.Max("type".Length, types.Max(type => type.Length));
        text.Append('\n').Append("module".PadRight(nameWidth)).Append("  ").Append("type".PadRight(typeWidth)).Append("       dead units  saturated outputs\n");
        for (var row = 0; row < shown.Count; row++)
        {
            var activation = activations[shown[row]];
            text.Append(names[row].PadRight(nameWidth)).Append("  ").Append(types[row].PadRight(typeWidth))
                .Append("  ").Append(Format(activation.DeadShare, activation.LargestDeadShare).PadLeft(15))
                .Append("  ").Append(Format(activation.SaturatedShare, activation.LargestSaturatedShare).PadLeft(17)).Append('\n');
        }
    }

    // The end of a path tells modules apart.
    private static string Name(string name) => PlainText.Of(name.Length <= LongestName ? name : ".." + name[^(LongestName - 2)..]);

    private static string Format(double? latest, double? largest) =>
        largest is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Percent(latest)} ({Percent(largest)})");

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";
}
