using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers;

/// <summary>Where a rule says what of a compilation it looks at. A fault of its own ends that look and nothing else.</summary>
internal sealed class RuleRegistration(GradGuardRule rule, RuleCallbacks callbacks, CompilationStartAnalysisContext start, TorchSharpContext torch)
{
    public TorchSharpContext Torch => torch;

    public CompilationStartAnalysisContext Compilation => start;

    /// <summary>Every model: the module classes, and what stands for one outside them.</summary>
    public void Models(Action<ModelReport> analyze) => callbacks.Models.Add(Guarded<ModelContext>(context => analyze(new ModelReport(context, torch, rule.Descriptor))));

    /// <summary>Every module class of the project, at its end: once the code in it is bound.</summary>
    public void Modules(Action<ModuleContext> analyze) => callbacks.Modules.Add(Guarded(analyze));

    /// <summary>Every call and construction that has to do with TorchSharp.</summary>
    public void CallsAndCreations(Action<CallContext> analyze) => callbacks.Calls.Add(Guarded(analyze));

    /// <summary>Every call that has to do with TorchSharp.</summary>
    public void Calls(Action<CallContext, IInvocationOperation> analyze) => CallsAndCreations(context =>
    {
        if (context.Operation is IInvocationOperation call)
            analyze(context, call);
    });

    /// <summary>Every body of code, and every initializer.</summary>
    public void Bodies(Action<OperationBlockAnalysisContext> analyze) => callbacks.Bodies.Add(Guarded(analyze));

    public void AdditionalFiles(Action<AdditionalFileAnalysisContext, AdditionalText> analyze) =>
        callbacks.AdditionalFiles.Add(Guarded<AdditionalFileAnalysisContext>(context => analyze(context, context.AdditionalFile)));

    /// <summary>Every file that is not generated.</summary>
    public void Files(Action<SyntaxTreeAnalysisContext> analyze) => callbacks.Files.Add(Guarded(analyze));

    /// <summary>The project, once everything else has been looked at: in a build, not while code is typed.</summary>
    public void End(Action<CompilationAnalysisContext> analyze) => callbacks.End.Add(Guarded(analyze));

    private Action<TContext> Guarded<TContext>(Action<TContext> analyze) => context => AnalyzerFaults.Guard(rule.Descriptor.Id, analyze, context);
}
