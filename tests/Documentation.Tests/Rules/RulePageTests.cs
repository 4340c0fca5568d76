using System.Text.RegularExpressions;
using GradGuard.Analyzers;
using GradGuard.CodeFixes;
using GradGuard.Documentation.Tests.Pages;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Documentation.Tests.Rules;

/// <summary>Every rule has its page, its release note and its help link, and they say what the code does.</summary>
public sealed class RulePageTests
{
    public static TheoryData<string> Rules => [.. GradGuardRules.All.Select(rule => rule.Descriptor.Id)];

    private static IReadOnlyList<string> Fixable { get; } =
    [
        .. typeof(GradGuardCodeFix).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GradGuardCodeFix)))
            .SelectMany(type => ((GradGuardCodeFix)Activator.CreateInstance(type)!).FixableDiagnosticIds),
    ];

    [Fact]
    public void ListOfAllRulesIsComplete()
    {
        var rules = typeof(GradGuardRule).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GradGuardRule)) && !type.IsAbstract);
        Assert.Equal(rules.Select(type => type.Name).Order(), GradGuardRules.All.Select(rule => rule.GetType().Name).Order());
        Assert.Distinct(GradGuardRules.All.Select(rule => rule.Descriptor.Id));
    }

    [Fact]
    public void WhatTheCompilerLoadsHasEveryRuleOnce()
    {
        var loaded = typeof(GradGuardAnalyzer).Assembly.GetTypes().Where(type => type.GetCustomAttributes(typeof(DiagnosticAnalyzerAttribute), false).Length > 0)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!);
        Assert.Equal(GradGuardRules.All.Select(rule => rule.Descriptor.Id).Order(), loaded.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id).Order());
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void RuleHasAPageThatSaysWhatTheCodeDoes(string id)
    {
        var rule = Find(id);
        var descriptor = rule.Descriptor;
        var path = $"docs/rules/{id}.md";
        Assert.True(Page.Exists(path), $"{id} has no page {path}");
        var page = Page.Read(path).Text;

        Assert.StartsWith($"# {id}: {descriptor.Title}\n", page);
        foreach (var section in new[] { "## What", "## Why", "## Bad", "## Good", "## When to suppress", "## Options" })
            Assert.Contains($"\n{section}\n", page);

        Assert.Contains($"| Category | {descriptor.Category} |", page);
        Assert.Contains($"| Default severity | {descriptor.DefaultSeverity.ToString().ToLowerInvariant()}", page);
        Assert.Contains($"dotnet_diagnostic.{id}.severity", page);
        foreach (var option in rule.Options)
            Assert.Contains($"`{option.Key}`", page);

        Assert.Contains($"| Fix | {(Fixable.Contains(id) ? "yes" : "no")}", page);
    }

    [Fact]
    public void ReadmeCountsRulesAndFixes() =>
        Assert.Contains($"by [{GradGuardRules.All.Length} rules](docs/rules/README.md), {Fixable.Count} of them with a [fix]", Page.Read("README.md").Text);

    [Theory]
    [MemberData(nameof(Rules))]
    public void IndexNamesTheRule(string id) =>
        Assert.Contains($"| [{id}]({id}.md) | {Find(id).Descriptor.Title} |", Page.Read("docs/rules/README.md").Text);

    [Theory]
    [MemberData(nameof(Rules))]
    public void OptionsAreNamedAfterTheRule(string id) => Assert.All(Find(id).Options, option => Assert.StartsWith($"gradguard.{id}.", option.Key));

    [Theory]
    [MemberData(nameof(Rules))]
    public void HelpLinkLeadsToThePage(string id) =>
        Assert.Equal($"{Page.ProjectUrl}/blob/main/docs/rules/{id}.md", Find(id).Descriptor.HelpLinkUri);

    [Theory]
    [MemberData(nameof(Rules))]
    public void ReleaseNoteNamesCategoryAndSeverity(string id)
    {
        var descriptor = Find(id).Descriptor;
        var notes = Page.Files("src/Analyzers", "AnalyzerReleases.*.md").Select(path => Page.Read(path).Text);
        Assert.Contains(notes, note => note.Contains($"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | "));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void MessageTeaches(string id)
    {
        var descriptor = Find(id).Descriptor;
        Assert.Matches(new Regex("\\.$"), descriptor.MessageFormat.ToString());
        Assert.NotEmpty(descriptor.Description.ToString());
        Assert.DoesNotMatch(new Regex("\\.$"), descriptor.Title.ToString());
    }

    private static GradGuardRule Find(string id) => GradGuardRules.All.Single(rule => rule.Descriptor.Id == id);
}
