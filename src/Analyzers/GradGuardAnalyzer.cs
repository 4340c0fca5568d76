using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>
/// Rules under one roof, as the compiler sees them: they run concurrently, leave generated code alone, and exist only where TorchSharp is
/// referenced. What the compiler pays to tell an analyzer of every symbol and body of a project it pays once for all of them.
/// </summary>
public abstract class GradGuardAnalyzer : DiagnosticAnalyzer
{
    private readonly ImmutableArray<GradGuardRule> _rules;

    private protected GradGuardAnalyzer(Func<GradGuardRule, bool> includes)
        : this(GradGuardRules.All.Where(includes))
    {
    }

    private protected GradGuardAnalyzer(IEnumerable<GradGuardRule> rules)
    {
        _rules = [.. rules];
        SupportedDiagnostics = [.. _rules.Select(rule => rule.Descriptor)];
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        // No rule looks at generated code; what would be reported there, GeneratedCode leaves out for less.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (TorchSharpContext.Of(start.Compilation, start.Options) is not { } torch)
                return;

            var callbacks = new RuleCallbacks(torch);
            foreach (var rule in _rules)
                AnalyzerFaults.Guard(rule.Descriptor.Id, rule.Register, new RuleRegistration(rule, callbacks, start, torch));

            callbacks.ListenTo(start);
        });
    }
}
