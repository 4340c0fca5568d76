using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace GradGuard.Dashboard.Metrics;

/// <summary>Writes metrics in Prometheus' text exposition format 0.0.4 or in OpenMetrics 1.0.</summary>
/// <remarks>
/// The stable OpenTelemetry packages bring no exporter for scraping, and a stable package cannot depend on the preview that does.
/// </remarks>
internal sealed class ExpositionWriter(ExpositionFormat format)
{
    private readonly StringBuilder _text = new();

    /// <summary>Resource attributes as the labels of the constant 1, as the specification has it.</summary>
    public void WriteTarget(IEnumerable<KeyValuePair<string, object>> resource)
    {
        var labels = Labels(resource.Select(attribute => new KeyValuePair<string, object?>(attribute.Key, attribute.Value)));
        if (labels.Length == 0)
            return;

        // OpenMetrics has a type of its own for this.
        Head(format.IsOpenMetrics ? "target" : "target_info", format.IsOpenMetrics ? "info" : "gauge", null, "Attributes of the resource.");
        Sample("target_info", labels, 1);
    }

    public void Write(Metric metric)
    {
        var family = PrometheusName.Family(metric.Name, metric.Unit);
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        var total = family.EndsWith("_total", StringComparison.Ordinal) ? family : family + "_total";
        var type = isCounter ? "counter" : metric.MetricType == MetricType.Histogram ? "histogram" : "gauge";
        Head(isCounter && !format.IsOpenMetrics ? total : family, type, PrometheusName.UnitWord(metric.Unit), metric.Description);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            if (type == "histogram")
                WriteHistogram(family, labels, point);
            else
                Sample(isCounter ? total : family, labels, Value(metric.MetricType, point));
        }
    }

    /// <summary>The whole exposition.</summary>
    public string Finish()
    {
        if (format.IsOpenMetrics)
            _text.Append("# EOF\n");

        return _text.ToString();
    }

    private static double Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private void WriteHistogram(string family, string labels, in MetricPoint point)
    {
        long below = 0;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = $"le=\"{Number(bucket.ExplicitBound)}\"";
            Sample(family + "_bucket", labels.Length == 0 ? bound : $"{labels},{bound}", below);
        }

        Sample(family + "_sum", labels, point.GetHistogramSum());
        Sample(family + "_count", labels, point.GetHistogramCount());
    }

    private void Head(string family, string type, string? unit, string? help)
    {
        _text.Append("# TYPE ").Append(family).Append(' ').Append(type).Append('\n');
        if (format.IsOpenMetrics && unit is not null && family.EndsWith("_" + unit, StringComparison.Ordinal))
            _text.Append("# UNIT ").Append(family).Append(' ').Append(unit).Append('\n');
        if (!string.IsNullOrEmpty(help))
            _text.Append("# HELP ").Append(family).Append(' ').Append(Escaped(help, quotes: format.IsOpenMetrics)).Append('\n');
    }

    private void Sample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Labels(in ReadOnlyTagCollection tags)
    {
        var attributes = new List<KeyValuePair<string, object?>>(tags.Count);
        foreach (var tag in tags)
            attributes.Add(tag);

        return Labels(attributes);
    }

    // Attributes that become one label share it, their values in order, as the specification has it.
    private static string Labels(IEnumerable<KeyValuePair<string, object?>> attributes) => string.Join(',', attributes
        .OrderBy(attribute => attribute.Key, StringComparer.Ordinal)
        .GroupBy(attribute => PrometheusName.Label(attribute.Key))
        .OrderBy(label => label.Key, StringComparer.Ordinal)
        .Select(label => $"{label.Key}=\"{Escaped(string.Join(';', label.Select(attribute => Text(attribute.Value))), quotes: true)}\""));

    private static string Text(object? value) => value switch
    {
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escaped(string text, bool quotes)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
            _ = c switch
            {
                '\\' => escaped.Append(@"\\"),
                '\n' => escaped.Append(@"\n"),
                '"' when quotes => escaped.Append("\\\""),
                _ => escaped.Append(c),
            };

        return escaped.ToString();
    }
}
