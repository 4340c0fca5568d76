using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

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
            if (TorchSharpContext.Of(start.Compilation, start.Options) is { } torch)
                Register(start, torch);
        });
    }

    private protected abstract void Register(CompilationStartAnalysisContext start, TorchSharpContext torch);

    // The compiler calls these for every class and every call of a project: nothing is captured or allocated before a rule has looked.

    private protected void OnClasses(CompilationStartAnalysisContext start, Action<SymbolAnalysisContext, INamedTypeSymbol> analyze) => start.RegisterSymbolAction(
        context =>
        {
            try
            {
                analyze(context, (INamedTypeSymbol)context.Symbol);
            }
            catch (Exception fault) when (AnalyzerFaults.IsOurs(fault))
            {
                AnalyzerFaults.Note(Descriptor.Id, fault);
            }
        },
        SymbolKind.NamedType);

    private protected void OnCalls(CompilationStartAnalysisContext start, Action<OperationAnalysisContext, IInvocationOperation> analyze) =>
        OnOperations(start, (context, operation) => analyze(context, (IInvocationOperation)operation), OperationKind.Invocation);

    private protected void OnOperations(CompilationStartAnalysisContext start, Action<OperationAnalysisContext, IOperation> analyze, params OperationKind[] kinds) =>
        start.RegisterOperationAction(
            context =>
            {
                try
                {
                    analyze(context, context.Operation);
                }
                catch (Exception fault) when (AnalyzerFaults.IsOurs(fault))
                {
                    AnalyzerFaults.Note(Descriptor.Id, fault);
                }
            },
            kinds);

    private protected void OnAdditionalFiles(CompilationStartAnalysisContext start, Action<AdditionalFileAnalysisContext, AdditionalText> analyze) => start.RegisterAdditionalFileAction(
        context =>
        {
            try
            {
                analyze(context, context.AdditionalFile);
            }
            catch (Exception fault) when (AnalyzerFaults.IsOurs(fault))
            {
                AnalyzerFaults.Note(Descriptor.Id, fault);
            }
        });

    private protected void OnBodies(CompilationStartAnalysisContext start, Action<OperationBlockAnalysisContext> analyze) => start.RegisterOperationBlockAction(
        context =>
        {
            try
            {
                analyze(context);
            }
            catch (Exception fault) when (AnalyzerFaults.IsOurs(fault))
            {
                AnalyzerFaults.Note(Descriptor.Id, fault);
            }
        });
}
