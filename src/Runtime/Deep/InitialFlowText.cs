using System.Globalization;
using System.Text;
using GradGuard.Signal;

namespace GradGuard.Deep;

/// <summary>An <see cref="InitialFlow"/> as plain text.</summary>
internal static class InitialFlowText
{
    public static string Render(InitialFlow flow)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{flow.ModelType} at initialisation, {(flow.HasLoss ? "gradients of the loss" : "gradients of a random projection of the output")}\n");
        var pathWidth = Width("layer", flow.Layers.Select(layer => layer.Path));
        var typeWidth = Width("type", flow.Layers.Select(layer => layer.ModuleType));
        text.Append("layer".PadRight(pathWidth)).Append("  ").Append("type".PadRight(typeWidth)).Append("   gradient     / last   Jacobian   spectral\n");
        foreach (var layer in flow.Layers)
            text.Append(layer.Path.PadRight(pathWidth)).Append("  ").Append(layer.ModuleType.PadRight(typeWidth))
                .Append(Format(layer.GradientNorm)).Append(Format(InitialFlow.Quotient(layer.GradientNorm, flow.Layers[^1].GradientNorm)))
                .Append(Format(layer.JacobianNorm)).Append(Format(layer.SpectralNorm)).Append('\n');

        return text.Append(Verdict(flow)).Append('\n').ToString();
    }

    private static string Verdict(InitialFlow flow)
    {
        var ratio = flow.Ratio is { } value ? value.ToString("0.0e+0", CultureInfo.InvariantCulture) : "unknown";
        return flow.Symptom switch
        {
            null when flow.Ratio is null => "healthy, as far as one weight layer can tell",
            null => $"healthy: the first layer's gradient is {ratio} of the last one's",
            Symptom.VanishingGradient => $"vanishing: the first layer's gradient is {ratio} of the last one's (limit {Limits.VanishingRatio:0e+0}); see {RemediesOf(Symptom.VanishingGradient)}",
            Symptom.ExplodingGradient => $"exploding: the first layer's gradient is {ratio} times the last one's (limit {Limits.ExplodingRatio:0e+0}); see {RemediesOf(Symptom.ExplodingGradient)}",
            Symptom.MissingGradient => $"no gradient reaches {string.Join(", ", flow.Layers.Where(layer => layer.GradientNorm is null).Select(layer => layer.Path))}; see {RemediesOf(Symptom.MissingGradient)}",
            var symptom => $"{symptom.Value.Name().Replace('_', ' ')}; see {RemediesOf(symptom.Value)}",
        };
    }

    private static string RemediesOf(Symptom symptom) => Remedies.RemedyToolkit.PageOf(symptom);

    private static int Width(string head, IEnumerable<string> values) => values.Select(value => value.Length).Append(head.Length).Max();

    private static string Format(double? value) => (value?.ToString("0.00e+00", CultureInfo.InvariantCulture) ?? "-").PadLeft(11);
}
