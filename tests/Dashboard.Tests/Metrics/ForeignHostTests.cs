using System.Net;
using GradGuard.Dashboard.Metrics;

namespace GradGuard.Dashboard.Tests.Metrics;

/// <summary>On loopback metrics are for this machine, and not for a page elsewhere whose name resolves to it.</summary>
public sealed class ForeignHostTests
{
    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("attacker.example", HttpStatusCode.Forbidden)]
    public async Task Loopback_answers_to_loopback_names_alone(string host, HttpStatusCode expected)
    {
        using var server = MetricsServer.Start(port: 0);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address) { Headers = { Host = host } };

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, answer.StatusCode);
    }
}
