using System.Collections.Immutable;
using System.Globalization;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers;

/// <summary>A rule about the layer graph of a model.</summary>
public abstract class ModelRule : GradGuardAnalyzer
{
    private protected ModelRule(DiagnosticDescriptor descriptor)
        : base(descriptor)
    {
    }

    private protected sealed override void Register(CompilationStartAnalysisContext start, TorchSharpContext torch)
    {
        var cache = ModelGraphCache.Of(torch);
        OnModules(start, torch, AnalyzeClass, AnalyzeCall);

        void AnalyzeClass(ModuleContext module)
        {
            if (cache.OfClass(module.Type, module.CancellationToken) is { } model)
                Analyze(new ModelReport(model, torch, Descriptor, module.Options, module.ReportDiagnostic, module.CancellationToken));
        }

        void AnalyzeCall(CallContext context)
        {
            if (context.Operation is IInvocationOperation call && StandaloneModels.IsOne(call, context.Member, torch) && cache.OfExpression(context.Member, call, context.CancellationToken) is { } model)
                Analyze(new ModelReport(model, torch, Descriptor, context.Options, context.ReportDiagnostic, context.CancellationToken));
        }
    }

    private protected abstract void Analyze(ModelReport report);
}

/// <summary>One model under one rule.</summary>
internal sealed class ModelReport(
    ModelTrace model, TorchSharpContext torch, DiagnosticDescriptor descriptor, AnalyzerOptions options, Action<Diagnostic> report, CancellationToken cancellation)
{
    public ModelTrace Model { get; } = model;

    public TorchSharpContext Torch { get; } = torch;

    public CancellationToken Cancellation { get; } = cancellation;

    public double Read(RuleOption option) => option.Read(options, Model.Declaration.SyntaxTree);

    /// <summary>Reports at a place, or at the model's name where the place is in the code of a block that the model only uses.</summary>
    public void At(
        SyntaxNode? place, DiagnosticSeverity severity, double? log10Ratio, IEnumerable<SyntaxNode> further, ImmutableDictionary<string, string?> properties,
        params object[] arguments)
    {
        Report(place is not null && Model.Owns(place) ? place.GetLocation() : Model.Location, severity, log10Ratio, further, properties, arguments);
    }

    /// <summary>Reports at the name of a field or property, or at the model's name where the member is not declared in its code.</summary>
    public void AtMember(ISymbol member, DiagnosticSeverity severity, ImmutableDictionary<string, string?> properties, params object[] arguments) =>
        Report(member.Locations.FirstOrDefault(Model.Owns) ?? Model.Location, severity, null, [], properties, arguments);

    public void At(SyntaxNode? place, DiagnosticSeverity severity, double? log10Ratio, params object[] arguments) =>
        At(place, severity, log10Ratio, [], ImmutableDictionary<string, string?>.Empty, arguments);

    private void Report(
        Location location, DiagnosticSeverity severity, double? log10Ratio, IEnumerable<SyntaxNode> further, ImmutableDictionary<string, string?> properties,
        object[] arguments)
    {
        if (log10Ratio is { } ratio)
            properties = properties.Add(FixProperties.PredictedLog10Ratio, ratio.ToString("0.###", CultureInfo.InvariantCulture));

        report(Diagnostic.Create(descriptor, location, severity, further.Distinct().Select(node => node.GetLocation()), properties, arguments));
    }
}
