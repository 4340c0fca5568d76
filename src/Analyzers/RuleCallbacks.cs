using GradGuard.Analyzers.Modules;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers;

/// <summary>What the rules do in a compilation, gathered: the compiler tells of a class, a body or a file once, and not once for each rule.</summary>
internal sealed class RuleCallbacks(TorchSharpContext torch)
{
    private readonly ModelGraphCache _models = ModelGraphCache.Of(torch);

    public List<Action<ModelContext>> Models { get; } = [];

    public List<Action<ModuleContext>> Modules { get; } = [];

    public List<Action<CallContext>> Calls { get; } = [];

    public List<Action<OperationBlockAnalysisContext>> Bodies { get; } = [];

    public List<Action<AdditionalFileAnalysisContext>> AdditionalFiles { get; } = [];

    public List<Action<SyntaxTreeAnalysisContext>> Files { get; } = [];

    public List<Action<CompilationAnalysisContext>> End { get; } = [];

    /// <remarks>
    /// Classes are looked at with their file, which the compiler hands over when it has bound all code of the project. Who asks earlier has
    /// what a model uses bound a second time, which takes longer than to trace it.
    /// </remarks>
    public void ListenTo(CompilationStartAnalysisContext start)
    {
        if (Models.Count + Modules.Count > 0)
            start.RegisterSemanticModelAction(Analyze);
        if (Models.Count + Calls.Count + Bodies.Count > 0)
            start.RegisterOperationBlockAction(Analyze);
        if (AdditionalFiles.Count > 0)
            start.RegisterAdditionalFileAction(context => AdditionalFiles.ForEach(analyze => analyze(context)));
        if (Files.Count > 0)
            start.RegisterSyntaxTreeAction(context => Files.ForEach(analyze => analyze(context)));
        if (End.Count > 0)
            start.RegisterCompilationEndAction(context => End.ForEach(analyze => analyze(context)));
    }

    // Each file reports what lies in it: a class may have parts in several.
    private void Analyze(SemanticModelAnalysisContext file)
    {
        var classes = AnalyzerFaults.OrNull("classes", static of => ModuleClasses.In(of.file.SemanticModel, of.torch, of.file.CancellationToken), (file, torch)) ?? [];
        foreach (var type in classes)
            Analyze(new ModuleContext(type, file.Options, Report, file.CancellationToken));
        if (classes.Count > 0)
            AnalyzerFaults.Guard("classes", of => SourceCode.Of(of.Compilation).LeaveOff(of.SyntaxTree, file.CancellationToken), file.SemanticModel);

        void Report(Diagnostic diagnostic)
        {
            if (diagnostic.Location.SourceTree == file.SemanticModel.SyntaxTree && !GeneratedCode.Holds(diagnostic.Location))
                file.ReportDiagnostic(diagnostic);
        }
    }

    private void Analyze(ModuleContext module)
    {
        if (Models.Count > 0 && AnalyzerFaults.OrNull("tracing", static of => of._models.OfClass(of.module.Type, of.module.CancellationToken), (_models, module)) is { } model)
            Analyze(new ModelContext(model, module.Options, module.ReportDiagnostic, module.CancellationToken));
        foreach (var analyze in Modules)
            analyze(module);
    }

    private void Analyze(OperationBlockAnalysisContext block)
    {
        if (Models.Count + Calls.Count > 0)
            foreach (var body in block.OperationBlocks)
                foreach (var operation in AnalyzerFaults.OrNull("calls", static of => of.Calls.In(of.body), (torch.Calls, body)) ?? [])
                    Analyze(new CallContext(operation, block));
        foreach (var analyze in Bodies)
            analyze(block);
    }

    private void Analyze(CallContext context)
    {
        if (Models.Count > 0 && AnalyzerFaults.OrNull("tracing", static of => of.rules.StandaloneModel(of.context), (rules: this, context)) is { } model)
            Analyze(new ModelContext(model, context.Options, context.ReportDiagnostic, context.CancellationToken));
        foreach (var analyze in Calls)
            analyze(context);
    }

    private ModelTrace? StandaloneModel(CallContext context) =>
        context.Operation is IInvocationOperation call && StandaloneModels.IsOne(call, context.Member, torch) ? _models.OfExpression(context.Member, call, context.CancellationToken) : null;

    private void Analyze(ModelContext model)
    {
        foreach (var analyze in Models)
            analyze(model);
    }
}
