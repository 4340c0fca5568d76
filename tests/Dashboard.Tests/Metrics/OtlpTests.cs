using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Dashboard.Tests.Metrics;

/// <summary>What is pushed by OTLP is what the monitor measured.</summary>
[Collection(nameof(PrometheusTests))]
public sealed class OtlpTests
{
    [Fact]
    public async Task A_sink_receives_the_norms_of_the_last_step_by_layer()
    {
        var received = new List<byte[]>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using var sink = builder.Build();
        sink.MapPost("/v1/metrics", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.Add(body.ToArray());
            return Results.Bytes([], "application/x-protobuf");
        });
        await sink.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(sink.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        using var model = Sequential(("fc1", Linear(4, 16)), ("act", Tanh()), ("head", Linear(16, 1)));
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { ModelName = "Pushed" });
        using var metrics = Sdk.CreateMeterProviderBuilder().AddGradGuardInstrumentation().AddOtlpExporter((options, reader) =>
        {
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
            options.Endpoint = new Uri(address, "/v1/metrics");
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
        }).Build();
        for (var step = 0; step < 5; step++)
        {
            using var scope = NewDisposeScope();
            model.zero_grad();
            var loss = model.call(randn(8, 4)).square().mean();
            loss.backward();
            guard.Step(loss);
        }

        Assert.True(metrics.ForceFlush());
        var points = OtlpMessage.GaugesOf(Assert.Single(received), "gradguard.gradient.norm").Where(point => point.Attributes.GetValueOrDefault("gradguard.model") == "Pushed").ToList();
        Assert.Equal(
            guard.LatestRows().Select(row => (row.Path, row.Norm!.Value)),
            points.Select(point => (point.Attributes["gradguard.layer"], point.Value)));
    }
}
