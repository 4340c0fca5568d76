using System.Collections.Immutable;
using GradGuard.Analyzers.Tracing;
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

    /// <summary>Has a rule look at every module class of the project, once its code is bound.</summary>
    private protected void OnModules(CompilationStartAnalysisContext start, TorchSharpContext torch, Action<ModuleContext> analyze)
    {
        start.RegisterSymbolAction(
            context =>
            {
                if (context.Symbol is INamedTypeSymbol type && torch.IsModule(type) && LastBody.Of(type) is INamedTypeSymbol)
                    Guarded(analyze, new ModuleContext(type, context.Options, context.ReportDiagnostic, context.CancellationToken));
            },
            SymbolKind.NamedType);
        var source = SourceCode.Of(start.Compilation);
        start.RegisterOperationBlockAction(context =>
        {
            if (context.OwningSymbol is not IMethodSymbol { ContainingType: { } type } method || !torch.IsModule(type))
                return;

            source.Keep(context.OperationBlocks[0].SemanticModel);
            if (TorchSharpContext.Same(LastBody.Of(type), method))
                Guarded(analyze, new ModuleContext(type, context.Options, context.ReportDiagnostic, context.CancellationToken));
        });
    }

    private protected void OnCalls(CompilationStartAnalysisContext start, TorchSharpContext torch, Action<CallContext, IInvocationOperation> analyze) =>
        OnCallsAndCreations(start, torch, context =>
        {
            if (context.Operation is IInvocationOperation call)
                analyze(context, call);
        });

    /// <summary>Has a rule look at every call and construction that has to do with TorchSharp.</summary>
    private protected void OnCallsAndCreations(CompilationStartAnalysisContext start, TorchSharpContext torch, Action<CallContext> analyze) => OnBodies(start, block =>
    {
        Action<Diagnostic>? report = null;
        foreach (var body in block.OperationBlocks)
            foreach (var operation in torch.Calls.In(body))
                analyze(new CallContext(operation, block.OwningSymbol, block.Options, report ??= block.ReportDiagnostic, block.CancellationToken));
    });

    private protected void OnBodies(CompilationStartAnalysisContext start, Action<OperationBlockAnalysisContext> analyze) =>
        start.RegisterOperationBlockAction(context => Guarded(analyze, context));

    private protected void OnAdditionalFiles(CompilationStartAnalysisContext start, Action<AdditionalFileAnalysisContext, AdditionalText> analyze) =>
        start.RegisterAdditionalFileAction(context => Guarded(inner => analyze(inner, inner.AdditionalFile), context));

    private void Guarded<TContext>(Action<TContext> analyze, TContext context)
    {
        try
        {
            analyze(context);
        }
        catch (Exception fault) when (AnalyzerFaults.IsOurs(fault))
        {
            AnalyzerFaults.Note(Descriptor.Id, fault);
        }
    }
}
