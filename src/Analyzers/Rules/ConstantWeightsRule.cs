using System.Collections.Immutable;
using System.Globalization;
using GradGuard.Analyzers.Graphs;
using GradGuard.Analyzers.Tracing;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0302: all weights of a layer start as the same number.</summary>
internal sealed class ConstantWeightsRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.ConstantWeights,
        "Constant weights",
        "All weights of '{0}' start as {1}, so {2}. Draw them at random ({3}).",
        RuleCategories.Initialisation,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "Units with the same weights compute the same and get the same gradient; only random weights make them differ.",
        RuleIds.HelpLink(RuleIds.ConstantWeights));

    private protected override void Analyze(ModelReport report)
    {
        var reported = new HashSet<object>();
        foreach (var variant in report.Model.Variants)
            foreach (var layer in In(variant, report.Torch))
            {
                if (layer.Value == 0 && !report.Model.IsTraced)
                    continue;
                var origin = variant.Origins[layer.Node];
                if (OwnParameter(layer.Node, origin, report.Model) is { } parameter)
                {
                    if (report.Model.Variants.All(way => In(way, report.Torch).Any(other => other.Node.Path == layer.Node.Path)) && reported.Add(layer.Node.Path))
                        report.AtMember(parameter, DiagnosticSeverity.Warning, ImmutableDictionary<string, string?>.Empty, layer.Node.Path, layer.ValueText, Effect(layer), $"init.{Initializer(layer)}");
                }
                else if (origin.Initialization is { } place && (report.Model.Owns(place) || report.IsDrawnByOthers(origin)) && IsConstantEverywhere(report.Model, place, report.Torch)
                    && !MentionsFreezing(report.Model.Declaration) && reported.Add(place))
                    Report(report, layer, origin, place);
            }
    }

    // A matrix that the model itself multiplies by: nn.Parameter(torch.ones(4, 8)).
    private static IFieldSymbol? OwnParameter(LayerNode layer, NodeOrigin origin, ModelTrace model) =>
        origin is { Construction: null, Initialization: null } && !MentionsFreezing(model.Declaration)
            ? model.Type?.GetMembers(layer.Path).OfType<IFieldSymbol>().FirstOrDefault(field => field.Type.Name == "Parameter")
            : null;

    private static IEnumerable<ConstantLayer> In(ModelVariant variant, TorchSharpContext torch) =>
        ConstantLayer.In(variant.Graph, node => TruncatedNormal.ConstantOf(node, variant, torch));

    private static void Report(ModelReport report, ConstantLayer layer, NodeOrigin origin, SyntaxNode place)
    {
        var initializer = Initializer(layer);
        if (TruncatedNormal.IsCall(place))
            Report($"normal_ {layer.Value.ToString(CultureInfo.InvariantCulture)}", $"{layer.ValueText}, since init.trunc_normal_ of TorchSharp up to 0.107 fills a weight with its std where the mean is 0", "init.normal_ with the same std, and clamp_ where the tails matter");
        else
            Report(initializer, layer.ValueText, initializer);

        void Report(string fix, string start, string remedy) => report.At(
            report.Model.Owns(place) ? place : origin.Construction, DiagnosticSeverity.Warning, null, [place], ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Initializer, fix), layer.Node.Path, start, Effect(layer), remedy);
    }

    private static string Initializer(ConstantLayer layer) => layer.Follower?.Function.IsRectifier() == true ? "kaiming_normal_" : "xavier_uniform_";

    private static string Effect(ConstantLayer layer) => layer.Value == 0
        ? "it passes on nothing of its input, and the layers before it get no gradient in the first step"
        : "its units are copies of one another that compute the same, and the layers before them get the same gradient in every unit";

    // One call may draw several layers, some of them for good.
    private static bool IsConstantEverywhere(ModelTrace model, SyntaxNode place, TorchSharpContext torch) => model.Variants.All(variant =>
    {
        var drawn = variant.Graph.WithBlocks().SelectMany(graph => graph.Nodes).Where(node => variant.Origins[node].Initialization == place).ToList();
        var harmed = In(variant, torch).Select(layer => layer.Node).Where(node => variant.Origins[node].Initialization == place).ToList();
        return drawn.Count == 0 || harmed.Count > 0;
    });

    // A kernel that is never trained, such as a blur, may well be constant.
    private static bool MentionsFreezing(SyntaxNode declaration)
    {
        var type = declaration.FirstAncestorOrSelf<TypeDeclarationSyntax>() ?? declaration;
        return type.DescendantTokens().Any(token => token.ValueText is "requires_grad" or "requires_grad_");
    }
}
