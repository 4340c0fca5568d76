using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace GradGuard.Analyzers;

/// <summary>What all rules share: they run concurrently, leave generated code alone, and exist only where TorchSharp is referenced.</summary>
public abstract class GradGuardAnalyzer : DiagnosticAnalyzer
{
    private protected GradGuardAnalyzer(DiagnosticDescriptor descriptor)
    {
        Descriptor = descriptor;
        SupportedDiagnostics = [descriptor];
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    private protected DiagnosticDescriptor Descriptor { get; }

    /// <summary>The .editorconfig keys that the rule reads.</summary>
    internal virtual ImmutableArray<RuleOption> Options => [];

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (TorchSharpContext.Of(start.Compilation) is { } torch)
                Register(start, torch);
        });
    }

    private protected abstract void Register(CompilationStartAnalysisContext start, TorchSharpContext torch);
}
