using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers;

/// <summary>A rule of the catalogue: what it is called, what it says, and what of a compilation it looks at.</summary>
internal abstract class GradGuardRule(DiagnosticDescriptor descriptor)
{
    public DiagnosticDescriptor Descriptor { get; } = descriptor;

    /// <summary>Whether the rule says what it found only once it has seen the whole project.</summary>
    public bool SpeaksAtTheEnd => Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.CompilationEnd);

    /// <summary>The .editorconfig keys that the rule reads.</summary>
    public virtual ImmutableArray<RuleOption> Options => [];

    /// <summary>Names what the rule looks at in a compilation.</summary>
    public abstract void Register(RuleRegistration on);
}
