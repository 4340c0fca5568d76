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

    /// <summary>Has a rule look at every module class of the project, at its end: once the code in it is bound.</summary>
    /// <remarks>
    /// The compiler tells of a class before it binds the code in it, and keeps what it has bound for those who ask afterwards. Who asks earlier
    /// has the whole class bound a second time, which takes longer than to trace it. What is reported at the end of a class may lie anywhere in
    /// it; with one of its bodies it would have to lie in that body, or an editor that asks for a document alone would not show it.
    /// </remarks>
    private protected void OnModules(CompilationStartAnalysisContext start, TorchSharpContext torch, Action<ModuleContext> analyze) => start.RegisterSymbolStartAction(
        context =>
        {
            if (context.Symbol is INamedTypeSymbol type && torch.IsModule(type))
                context.RegisterSymbolEndAction(end => Guarded(analyze, new ModuleContext(type, end.Options, end.ReportDiagnostic, end.CancellationToken)));
        },
        SymbolKind.NamedType);

    /// <summary>Has a rule look at every call and construction that has to do with TorchSharp.</summary>
    private protected void OnCallsAndCreations(CompilationStartAnalysisContext start, TorchSharpContext torch, Action<CallContext> analyze) => OnBodies(start, block =>
    {
        foreach (var body in block.OperationBlocks)
            foreach (var operation in torch.Calls.In(body))
                analyze(new CallContext(operation, block));
    });

    /// <summary>Has a rule look at every call that has to do with TorchSharp.</summary>
    private protected void OnCalls(CompilationStartAnalysisContext start, TorchSharpContext torch, Action<CallContext, IInvocationOperation> analyze) =>
        OnBodies(start, block =>
        {
            foreach (var body in block.OperationBlocks)
                foreach (var operation in torch.Calls.In(body))
                    if (operation is IInvocationOperation call)
                        analyze(new CallContext(call, block), call);
        });

    private protected void OnBodies(CompilationStartAnalysisContext start, Action<OperationBlockAnalysisContext> analyze) =>
        start.RegisterOperationBlockAction(context => Guarded(analyze, context));

    private protected void OnAdditionalFiles(CompilationStartAnalysisContext start, Action<AdditionalFileAnalysisContext, AdditionalText> analyze) =>
        start.RegisterAdditionalFileAction(context => Guarded(inner => analyze(inner, inner.AdditionalFile), context));

    /// <summary>Has a rule look at every file that is not generated, and speak once it has seen them all: in a build, not while code is typed.</summary>
    private protected void OnFiles(CompilationStartAnalysisContext start, Action<SyntaxTreeAnalysisContext> look, Action<CompilationAnalysisContext> speak)
    {
        start.RegisterSyntaxTreeAction(context => Guarded(look, context));
        start.RegisterCompilationEndAction(context => Guarded(speak, context));
    }

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
