using System.Xml.Linq;

namespace GradGuard.Packages.Tests;

/// <summary>What is in the packages, and what they ask for.</summary>
public sealed class PackageContentTests(PackageFeed feed)
{
    public static TheoryData<string> Ids => ["GradGuard", "GradGuard.Analyzers", "GradGuard.Dashboard", "GradGuard.Signal", "GradGuard.Tool"];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_package_has_readme_icon_licence_and_tags_and_nothing_of_the_stand_in(string id)
    {
        var (files, nuspec) = feed.Open(id);
        var metadata = XDocument.Parse(nuspec).Root!.Elements().Single().Elements().ToLookup(element => element.Name.LocalName, element => element.Value);

        Assert.Equal("README.md", Assert.Single(metadata["readme"]));
        Assert.Equal("icon.png", Assert.Single(metadata["icon"]));
        Assert.Equal("MIT", Assert.Single(metadata["license"]));
        Assert.Contains("torchsharp", Assert.Single(metadata["tags"]));
        Assert.Contains("README.md", files);
        Assert.Contains("icon.png", files);
        Assert.DoesNotContain(files, file => file.Contains("Offline", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("GradGuard", "net8.0", "GradGuard.Signal", "OpenTelemetry.Api", "TorchSharp")]
    [InlineData("GradGuard", "net10.0", "GradGuard.Signal", "OpenTelemetry.Api", "TorchSharp")]
    [InlineData("GradGuard.Dashboard", "net8.0", "GradGuard", "TorchSharp")]
    [InlineData("GradGuard.Signal", ".NETStandard2.0")]
    public void A_library_depends_on_just_what_it_needs(string id, string framework, params string[] packages)
    {
        var groups = XDocument.Parse(feed.Open(id).Nuspec).Descendants().Where(element => element.Name.LocalName == "group" && element.Parent!.Name.LocalName == "dependencies");
        var dependencies = groups.Single(group => group.Attribute("targetFramework")!.Value == framework).Elements().ToDictionary(
            dependency => dependency.Attribute("id")!.Value, dependency => dependency.Attribute("version")!.Value);

        Assert.Equal(packages, dependencies.Keys.Order(StringComparer.Ordinal));
        if (dependencies.TryGetValue("TorchSharp", out var version))
            Assert.Equal("0.105.2", version);
    }

    [Fact]
    public void The_analyzers_are_a_development_dependency_that_brings_analyzers_and_nothing_else()
    {
        var (files, nuspec) = feed.Open("GradGuard.Analyzers");

        Assert.Equal(
            ["GradGuard.Analyzers.dll", "GradGuard.CodeFixes.dll", "GradGuard.Signal.dll"],
            files.Where(file => file.StartsWith("analyzers/dotnet/cs/", StringComparison.Ordinal)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Contains("buildTransitive/GradGuard.Analyzers.targets", files);
        Assert.DoesNotContain(files, file => file.StartsWith("lib/", StringComparison.Ordinal));
        Assert.Contains("<developmentDependency>true</developmentDependency>", nuspec);
        Assert.DoesNotContain("<dependency ", nuspec);
    }

    [Theory]
    [InlineData("GradGuard")]
    [InlineData("GradGuard.Dashboard")]
    [InlineData("GradGuard.Signal")]
    public void A_library_has_symbols(string id) => Assert.True(File.Exists(Path.Combine(feed.Folder, $"{id}.{BuildSettings.Version}.snupkg")));
}
