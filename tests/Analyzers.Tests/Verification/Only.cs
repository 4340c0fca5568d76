using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers.Tests.Verification;

/// <summary>An analyzer of some rules alone.</summary>
internal static class Only
{
    public static DiagnosticAnalyzer Rule<TRule>()
        where TRule : GradGuardRule, new() => Rules(new TRule());

    public static DiagnosticAnalyzer Rules(params IEnumerable<GradGuardRule> rules) => new Chosen(rules);

#pragma warning disable RS1001 // No compiler is to load it.
    private sealed class Chosen(IEnumerable<GradGuardRule> rules) : GradGuardAnalyzer(rules);
}
