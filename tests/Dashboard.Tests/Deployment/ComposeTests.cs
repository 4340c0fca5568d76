namespace GradGuard.Dashboard.Tests.Deployment;

/// <summary>What deploy/compose.yml starts.</summary>
public sealed class ComposeTests
{
    public static TheoryData<string> Services => [.. Compose.Services.Keys];

    [Theory]
    [MemberData(nameof(Services))]
    public void An_image_is_of_one_version(string service) => Assert.Matches(@"^[\w./-]+:v?\d+\.\d+\.\d+$", Compose.Services[service].Image);

    [Theory]
    [MemberData(nameof(Services))]
    public void Only_this_machine_reaches_what_it_serves(string service)
    {
        Assert.NotEmpty(Compose.Services[service].Ports);
        Assert.All(Compose.Services[service].Ports, port => Assert.Matches(@"^127\.0\.0\.1:\d+:\d+$", port));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void What_is_mounted_exists_and_cannot_be_written_to(string service) => Assert.All(Compose.Services[service].Mounts, mount =>
    {
        if (mount.Source.StartsWith('.'))
            Assert.True(mount.IsReadOnly && Compose.Services[service].HostPathOf(mount.Target) is not null, mount.Source);
        else
            Assert.Contains(mount.Source, Compose.File["volumes"].Keys());
    });

    [Theory]
    [InlineData("prometheus")]
    [InlineData("collector")]
    public void A_service_is_told_of_a_configuration_that_it_has(string service)
    {
        const string Option = "--config";
        var told = Assert.Single(Compose.Services[service].Arguments, argument => argument.StartsWith(Option, StringComparison.Ordinal));

        Assert.True(File.Exists(Compose.Services[service].HostPathOf(told.Split('=')[1])), told);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void What_it_waits_for_is_started_too(string service) => Assert.All(Compose.Services[service].DependsOn, other => Assert.Contains(other, Compose.Services.Keys));

    [Fact]
    public void Prometheus_takes_what_is_pushed() => Assert.Contains("--web.enable-otlp-receiver", Compose.Services["prometheus"].Arguments);
}
