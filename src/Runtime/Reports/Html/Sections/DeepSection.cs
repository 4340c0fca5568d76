using GradGuard.Deep;
using GradGuard.Reports.Html.Charts;

namespace GradGuard.Reports.Html.Sections;

/// <summary>What was measured on demand: noise scale, curvature, and how layers vary together.</summary>
internal static class DeepSection
{
    public static void Write(HtmlWriter html, GradientReport report)
    {
        var deep = report.Deep;
        if (deep.IsEmpty)
            return;

        Figure.Write(html, "deep", "Measured on demand", Caption(deep), () =>
        {
            var noise = deep.Noise.Select(one => (one.Step, one.Value.Simple)).ToList();
            var curvature = deep.Curvature.Select(one => (one.Step, one.Value.Value is > 0 and var value ? value : (double?)null)).ToList();
            WriteCourse(html, report, "gradient noise scale, samples", noise);
            WriteCourse(html, report, "top Hessian eigenvalue", curvature);
            WriteNoise(html, deep);
            WriteCurvature(html, deep);
            if (deep.Covariance is { } overSteps)
                WriteCorrelation(html, "Layers that vary together from step to step", "steps", overSteps.Value);

            if (deep.Noise is [.., var latest])
                WriteCorrelation(html, "Layers that vary together from micro-batch to micro-batch", "micro-batches", latest.Value.Covariance);
        });
    }

    private static string Caption(DeepSummary deep)
    {
        var parts = new List<string>();
        if (deep.Noise is [.., var noise])
            parts.Add($"After step {Figures.Count(noise.Step)} the gradient noise scale was {(noise.Value.Simple is { } scale ? Figures.Samples(scale) + " samples: batches far below it average too little, batches far above it waste samples" : "not to be told: the noise drowned the gradient")}.");

        if (deep.Curvature is [.., var curvature])
            parts.Add($"After step {Figures.Count(curvature.Step)} the top Hessian eigenvalue was {Figures.Signed(curvature.Value.Value)}{(curvature.Value.LargestStableLearningRate is { } rate ? $": plain gradient descent is unstable above a learning rate of {Figures.Norm(rate)}" : "")}.");

        if (deep.Covariance is { } covariance && CorrelatedPair.StrongestOf(covariance.Value) is { } pair)
            parts.Add($"Over {Figures.Count(covariance.Value.Observations)} steps up to step {Figures.Count(covariance.Step)} the norms of {Figures.Short(pair.First, 40)} and {Figures.Short(pair.Second, 40)} varied together most (correlation {Figures.Decades(pair.Correlation)}).");

        return string.Join(" ", parts);
    }

    private static void WriteCourse(HtmlWriter html, GradientReport report, string title, IReadOnlyList<(long Step, double? Value)> measured)
    {
        var values = measured.Select(one => one.Value).OfType<double>().Where(value => value > 0).ToList();
        if (values.Count < 2)
            return;

        var frame = new ChartFrame(LinearAxis.Steps(report), LogAxis.Around(title, values), $"{title} at {values.Count} steps on a log scale, from {Figures.Norm(values[0])} to {Figures.Norm(values[^1])}.");
        frame.Write(html, () =>
        {
            frame.Line(html, "median", measured.Select(one => one.Value > 0 ? ((double, double)?)(one.Step, one.Value.Value) : null));
            foreach (var (step, value) in measured)
                if (value > 0)
                    frame.Dot(html, measured.Count > 80 ? "median small" : "median", step, value.Value);
        });
    }

    private static void WriteNoise(HtmlWriter html, DeepSummary deep)
    {
        if (deep.Noise is not [.., var latest])
            return;

        Figure.Table(
            html,
            "Noise scale in numbers",
            () => html.Write($"<th scope=\"col\">after step</th><th scope=\"col\" class=\"n\">noise scale</th><th scope=\"col\" class=\"n\">|G|²</th><th scope=\"col\" class=\"n\">tr Σ</th><th scope=\"col\" class=\"n\">micro-batches</th><th scope=\"col\" class=\"n\">samples in each</th>"),
            () =>
            {
                foreach (var (step, noise) in deep.Noise)
                    html.Write($"<tr><td>{Figures.Count(step)}</td><td class=\"n\">{Figures.Samples(noise.Simple)}</td><td class=\"n\">{Figures.Signed(noise.GradientSquared)}</td><td class=\"n\">{Figures.Signed(noise.NoiseTrace)}</td><td class=\"n\">{Figures.Count(noise.MicroBatches)}</td><td class=\"n\">{Figures.Count(noise.SamplesPerMicroBatch)}</td></tr>");
            });
        Figure.Table(
            html,
            $"Direction of each layer’s gradient from micro-batch to micro-batch after step {Figures.Count(latest.Step)}",
            () => html.Write($"<th scope=\"col\">layer</th><th scope=\"col\" class=\"n\">norm of the mean</th><th scope=\"col\" class=\"n\">cosine (1 clear, 0 noise)</th>"),
            () =>
            {
                foreach (var layer in latest.Value.Layers)
                    html.Write($"<tr><th scope=\"row\"><bdi>{Figures.Name(layer.Path)}</bdi></th><td class=\"n\">{Figures.Norm(layer.MeanNorm)}</td><td class=\"n\">{Figures.Decades(layer.Cosine)}</td></tr>");
            });
    }

    private static void WriteCurvature(HtmlWriter html, DeepSummary deep)
    {
        if (deep.Curvature.IsEmpty)
            return;

        Figure.Table(
            html,
            "Curvature in numbers",
            () => html.Write($"<th scope=\"col\">after step</th><th scope=\"col\" class=\"n\">top eigenvalue λ</th><th scope=\"col\" class=\"n\">2 / λ</th><th scope=\"col\" class=\"n\">of largest magnitude</th><th scope=\"col\" class=\"n\">products</th><th scope=\"col\">converged</th>"),
            () =>
            {
                foreach (var (step, curvature) in deep.Curvature)
                    html.Write($"<tr><td>{Figures.Count(step)}</td><td class=\"n\">{Figures.Signed(curvature.Value)}</td><td class=\"n\">{Figures.Norm(curvature.LargestStableLearningRate)}</td><td class=\"n\">{Figures.Signed(curvature.LargestMagnitude)}</td><td class=\"n\">{Figures.Count(curvature.Iterations)}</td><td>{(curvature.Converged ? "yes" : "no")}</td></tr>");
            });
    }

    private static void WriteCorrelation(HtmlWriter html, string heading, string observations, LayerCovariance covariance)
    {
        if (covariance.Paths.Length < 2)
            return;

        html.Write($"<h3 class=\"map-title\">{heading}</h3><p class=\"note\">Correlation of the layers’ gradient norms, rows and columns from the input to the output. A spike that all share comes from the data or the loss, one that a layer has to itself from that layer.</p>");
        new CorrelationMap(covariance).Write(html, $"Correlation of the gradient norms of {covariance.Paths.Length} layers over {covariance.Observations} {observations}; {Figures.Short(covariance.Paths[0], 40)} stands first.");
    }
}
