using System.Collections.Immutable;
using System.Globalization;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers;

/// <summary>A rule about the layer graph of a model.</summary>
internal abstract class ModelRule(DiagnosticDescriptor descriptor) : GradGuardRule(descriptor)
{
    public sealed override void Register(RuleRegistration on) => on.Models(Analyze);

    private protected abstract void Analyze(ModelReport report);
}

/// <summary>One model under one rule.</summary>
internal sealed class ModelReport(ModelContext context, TorchSharpContext torch, DiagnosticDescriptor descriptor)
{
    public ModelTrace Model => context.Model;

    public TorchSharpContext Torch => torch;

    public CancellationToken Cancellation => context.CancellationToken;

    public double Read(RuleOption option) => option.Read(context.Options, Model.Declaration.SyntaxTree);

    /// <summary>Whether a class that is no model draws a layer's weights, such as Weights.Init: then the model that makes the layer, or has it made, is told.</summary>
    public bool IsDrawnByOthers(NodeOrigin origin) => origin.Construction is { } made && (Model.Owns(made) || IsMadeByOthers(origin))
        && origin.Initialization is { } draw && IsOfOthers(draw);

    /// <summary>Whether a class that is no model makes a layer for this one, whose own code calls it: what a block has made is the block's.</summary>
    public bool IsMadeByOthers(NodeOrigin origin) => origin is { Construction: { } made, Use: { } use } && Model.Owns(use) && IsOfOthers(made);

    // Nobody else speaks of what stands in a class that is no model.
    private bool IsOfOthers(SyntaxNode code) => code.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && !Torch.IsModule(SourceCode.Of(Torch.Compilation).SemanticsOf(type.SyntaxTree).GetDeclaredSymbol(type, Cancellation) as ITypeSymbol);

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

        context.ReportDiagnostic(Diagnostic.Create(descriptor, location, severity, further.Distinct().Select(node => node.GetLocation()), properties, arguments));
    }
}
