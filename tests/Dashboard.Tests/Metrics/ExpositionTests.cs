using System.Diagnostics.Metrics;
using GradGuard.Dashboard.Metrics;
using Microsoft.Net.Http.Headers;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace GradGuard.Dashboard.Tests.Metrics;

public sealed class ExpositionTests : IDisposable
{
    private readonly Meter _meter = new($"Test {Guid.NewGuid()}");
    private readonly MetricsScrape _scrape;

    public ExpositionTests() => _scrape = new MetricsScrape(builder => builder.AddMeter(_meter.Name).SetResourceBuilder(ResourceBuilder.CreateEmpty()));

    public void Dispose()
    {
        _scrape.Dispose();
        _meter.Dispose();
    }

    [Theory]
    [InlineData("gradguard.gradient.norm", null, "gradguard_gradient_norm")]
    [InlineData("gradguard.gradient.flow.ratio", "1", "gradguard_gradient_flow_ratio")]
    [InlineData("gradguard.monitor.duration", "s", "gradguard_monitor_duration_seconds")]
    [InlineData("gradguard.layers.dropped", "{layer}", "gradguard_layers_dropped")]
    [InlineData("share", "1", "share_ratio")]
    [InlineData("a..b--c", null, "a_b_c")]
    public void A_name_is_what_Prometheus_makes_of_it_on_OTLP(string name, string? unit, string family) => Assert.Equal(family, PrometheusName.Family(name, unit));

    [Fact]
    public void A_counter_ends_in_total_and_OpenMetrics_names_its_family_without()
    {
        _meter.CreateCounter<long>("runs", "{run}", "Runs.").Add(3, new KeyValuePair<string, object?>("model.name", "Net"));

        Assert.Equal("# TYPE runs_total counter\n# HELP runs_total Runs.\nruns_total{model_name=\"Net\"} 3\n", _scrape.Collect(ExpositionFormat.Text));
        Assert.Equal("# TYPE runs counter\n# HELP runs Runs.\nruns_total{model_name=\"Net\"} 3\n# EOF\n", _scrape.Collect(ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void A_gauge_shows_its_latest_value_whatever_that_is()
    {
        foreach (var (layer, value) in new[] { ("a", 1e-45), ("b", double.NaN), ("c", double.PositiveInfinity), ("d", double.NegativeInfinity), ("e", -0.5) })
            _meter.CreateObservableGauge($"norm.{layer}", () => value);

        Assert.Equal(
            ["norm_a 1E-45", "norm_b NaN", "norm_c +Inf", "norm_d -Inf", "norm_e -0.5"],
            _scrape.Collect(ExpositionFormat.Text).Split('\n').Where(line => line.StartsWith("norm", StringComparison.Ordinal)));
    }

    [Fact]
    public void Buckets_add_up_and_OpenMetrics_has_the_unit()
    {
        var histogram = _meter.CreateHistogram("pause", "s", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        foreach (var seconds in new[] { 0.05, 0.5, 0.5, 5 })
            histogram.Record(seconds);

        Assert.Equal(
            """
            # TYPE pause_seconds histogram
            # UNIT pause_seconds seconds
            pause_seconds_bucket{le="0.1"} 1
            pause_seconds_bucket{le="1"} 3
            pause_seconds_bucket{le="+Inf"} 4
            pause_seconds_sum 6.05
            pause_seconds_count 4
            # EOF

            """.ReplaceLineEndings("\n"),
            _scrape.Collect(ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void Names_from_outside_cannot_break_out_of_a_label()
    {
        _meter.CreateObservableGauge("norm", () => new Measurement<double>(1, new KeyValuePair<string, object?>("layer", "a\"} 2\nevil{b=\"\\")));

        Assert.Contains("norm{layer=\"a\\\"} 2\\nevil{b=\\\"\\\\\"} 1\n", _scrape.Collect(ExpositionFormat.Text));
    }

    [Fact]
    public void Attributes_that_become_one_label_share_it()
    {
        _meter.CreateObservableGauge("norm", () => new Measurement<double>(1, new("a.b", "x"), new("a_b", 2), new("9", true)));

        Assert.Contains("norm{a_b=\"x;2\",key_9=\"true\"} 1\n", _scrape.Collect(ExpositionFormat.Text));
    }

    [Fact]
    public void The_resource_is_the_target()
    {
        using var scrape = new MetricsScrape(builder => builder.AddMeter(_meter.Name).SetResourceBuilder(ResourceBuilder.CreateEmpty().AddAttributes([new("service.name", "train"), new("rank", 3L)])));
        _meter.CreateObservableGauge("norm", () => 1);

        Assert.StartsWith("# TYPE target_info gauge\n# HELP target_info Attributes of the resource.\ntarget_info{rank=\"3\",service_name=\"train\"} 1\n", scrape.Collect(ExpositionFormat.Text));
        Assert.StartsWith("# TYPE target info\n", scrape.Collect(ExpositionFormat.OpenMetrics));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("*/*", false)]
    [InlineData("text/html", false)]
    [InlineData("application/openmetrics-text; version=1.0.0", true)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.9", false)]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", true)]
    [InlineData("application/openmetrics-text; version=9.0.0", false)]
    [InlineData("application/openmetrics-text; q=0", false)]
    public void The_format_is_the_one_that_is_asked_for(string accept, bool isOpenMetrics)
    {
        var parsed = accept.Length == 0 ? [] : MediaTypeHeaderValue.ParseList([accept]);

        Assert.Equal(isOpenMetrics, ExpositionFormat.For(parsed).IsOpenMetrics);
    }
}
