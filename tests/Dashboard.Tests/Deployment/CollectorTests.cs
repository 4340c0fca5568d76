namespace GradGuard.Dashboard.Tests.Deployment;

/// <summary>What deploy/collector.yml makes of what ranks push.</summary>
public sealed class CollectorTests
{
    private static readonly YamlDotNet.RepresentationModel.YamlNode Collector = Yaml.Read("deploy", "collector.yml");

    [Theory]
    [InlineData("receivers")]
    [InlineData("processors")]
    [InlineData("exporters")]
    public void The_pipelines_use_what_is_defined_and_all_of_it(string kind)
    {
        var pipelines = Collector["service"]["pipelines"];

        Assert.Equal(Collector[kind].Keys().Order(), pipelines.Keys().SelectMany(pipeline => pipelines[pipeline][kind].Texts()).Distinct().Order());
    }

    [Fact]
    public void Memory_is_limited_before_anything_is_kept() => Assert.Equal("memory_limiter", Collector["service"]["pipelines"]["metrics"]["processors"].Texts()[0]);

    [Fact]
    public void It_listens_on_the_ports_that_are_published()
    {
        var listening = Collector["receivers"]["otlp"]["protocols"];

        Assert.Equal(
            Compose.Services["collector"].Ports.Select(port => port.Split(':')[^1]),
            listening.Keys().Select(protocol => listening[protocol]["endpoint"].ToString().Split(':')[^1]));
    }

    [Fact]
    public void It_hands_on_to_the_Prometheus_beside_it() =>
        Assert.Equal("http://prometheus:9090/api/v1/otlp", Collector["exporters"]["otlphttp/prometheus"]["endpoint"].ToString());
}
