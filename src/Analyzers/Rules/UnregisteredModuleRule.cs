using System.Collections.Immutable;
using GradGuard.Analyzers.Modules;
using GradGuard.Analyzers.Tracing;
using GradGuard.Analyzers.TrainingLoops;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Rules;

/// <summary>GG0601: modules or parameters that a model holds but does not register, so that no optimizer trains them.</summary>
internal sealed class UnregisteredModuleRule() : ModelRule(Rule)
{
    private static readonly DiagnosticDescriptor Rule = new(
        RuleIds.UnregisteredModule,
        "Module or parameter that is never registered",
        "{0}, so parameters() leaves {1} out: an optimizer does not train {1}{2}. {3}.",
        RuleCategories.ModuleStructure,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        "TorchSharp finds the modules and parameters of a model when RegisterComponents runs, in its fields as they are then; what it does not find has no gradient that anyone would use.",
        RuleIds.HelpLink(RuleIds.UnregisteredModule));

    private static readonly string[] Listings = ["parameters", "named_parameters", "_parameters", "_named_parameters", "named_children"];

    private protected override void Analyze(ModelReport report)
    {
        if (report.Model.Type is not { } type || report.Model.Variants.Count == 0 || ListsItsOwnParameters(type))
            return;

        foreach (var layer in PassingLayers.In(report.Model))
            report.At(layer, DiagnosticSeverity.Warning, null, $"'{layer}' is made anew in every call of forward, with other random weights", "it", PassedBy("it"), "Make it in the constructor and keep it in a field");

        // A member must be lost on every way through the code that gives it anything.
        var ways = report.Model.Variants.SelectMany(variant => variant.Roots).Select(made => (Root: made as UserModule, Lost: made is UserModule root ? UnregisteredMember.Of(root, report.Torch) : [])).ToList();
        var lost = ways.SelectMany(way => way.Lost).GroupBy<UnregisteredMember, ISymbol>(member => member.Member, SymbolEqualityComparer.Default).Select(found => found.First())
            .Where(member => ways.TrueForAll(way => way.Lost.Any(other => TorchSharpContext.Same(other.Member, member.Member)) || (way.Root is { } root && UnregisteredMember.IsEmpty(root, member.Member)))).ToList();

        if (lost.Count > 0 && UnfinishedCode.FailsToConstruct(type, SourceCode.Of(report.Torch.Compilation), report.Cancellation))
            return;

        foreach (var member in lost.Where(member => member.Cause != UnregisteredCause.NeverCalled))
            if (member.Cause != UnregisteredCause.PlainTensor || !HandedOutTensor.Is(member.Member, report.Torch.Compilation, report.Cancellation))
                ReportMember(report, member);

        foreach (var late in LateReplacement.In(report.Model, type, TrainingCode.Of(report.Torch, report.Cancellation)))
            report.At(late.Place, DiagnosticSeverity.Warning, null, $"'{late.Method.Name}' puts a new module into '{late.Member.Name}', whose first one RegisterComponents has registered", "it", PassedBy("it"),
                $"Call register_module(\"{late.Member.Name}\", null) and then register_module(\"{late.Member.Name}\", {late.Member.Name}) behind it");

        var uncalled = lost.Where(member => member.Cause == UnregisteredCause.NeverCalled).ToList();
        if (uncalled.Count > 0 && DerivesFromModuleItself(type, report.Torch) && !RegistersInMethod(type, report.Cancellation) && WhoLeavesIt(type, report) is { } what)
            report.At(null, DiagnosticSeverity.Warning, null, [], Properties(UnregisteredCause.NeverCalled), what, Names(uncalled), PassedBy(Names(uncalled)), "Call RegisterComponents() at the end of the constructor");
    }

    // Null where a parent registers it.
    private static string? WhoLeavesIt(INamedTypeSymbol type, ModelReport report)
    {
        var made = Instantiations.Of(report.Torch, report.Cancellation);
        return made.NeedsOwnRegistration(type, report.Torch) ? $"'{type.Name}' never calls RegisterComponents"
            : made.IsLeftInSequential(type, report.Torch, report.Cancellation) ? $"'{type.Name}' never calls RegisterComponents, which the Sequential that holds it does not do for it"
            : null;
    }

    private static void ReportMember(ModelReport report, UnregisteredMember member)
    {
        var name = member.Member.Name;
        var type = ((member.Member as IFieldSymbol)?.Type ?? ((IPropertySymbol)member.Member).Type).ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        var kind = UnregisteredMember.HoldsParameters(member.Member, report.Torch) ? "Parameter" : "Module";
        var noun = kind.ToLowerInvariant();
        var pronoun = member.Count == 1 ? "it" : "them";
        var modules = member.Count switch { null => noun + "s", 1 => "a " + noun, { } count => $"{count} {noun}s" };
        var (what, remedy) = member.Cause switch
        {
            UnregisteredCause.InCollection => ($"'{name}' keeps {modules} in {(type[0] is 'I' or 'A' ? "an" : "a")} {type}, which RegisterComponents does not look into", RemedyFor(type, kind)),
            UnregisteredCause.PlainTensor => ($"'{name}' wants a gradient, but RegisterComponents registers a plain tensor as a buffer", "Make it a Parameter"),
            UnregisteredCause.AddedLate => ($"'{name}' gets {modules} after RegisterComponents has run", "Fill it before the call"),
            _ => ($"'{name}' is assigned after RegisterComponents has run", "Call RegisterComponents() last, or register_module for it"),
        };
        report.AtMember(member.Member, DiagnosticSeverity.Warning, Properties(member.Cause), what, pronoun, member.Cause == UnregisteredCause.PlainTensor ? "" : PassedBy(pronoun), remedy);
    }

    private static string PassedBy(string modules) => $", and save, load and to pass {modules} by";

    private static string RemedyFor(string type, string kind) => type[0] == '(' ? "Make each a field of its own"
        : type.Contains("Dictionary") ? $"Keep them in a {kind}Dict"
        : $"Keep them in a {kind}List";

    private static ImmutableDictionary<string, string?> Properties(UnregisteredCause cause) =>
        ImmutableDictionary<string, string?>.Empty.Add(FixProperties.Cause, cause.ToString());

    private static string Names(IReadOnlyList<UnregisteredMember> members)
    {
        const int Named = 3;
        var names = string.Join(", ", members.Take(Named).Select(member => $"'{member.Member.Name}'"));
        return members.Count > Named ? $"{names} and {members.Count - Named} more" : names;
    }

    // A base class of another library may register what it finds.
    private static bool DerivesFromModuleItself(INamedTypeSymbol type, TorchSharpContext torch)
    {
        var current = type.BaseType;
        while (current is not null && !torch.IsLibrary(current) && !current.DeclaringSyntaxReferences.IsEmpty)
            current = current.BaseType;

        return current is not null && torch.IsLibrary(current) && current.Name is "Module" or "HookableModule";
    }

    // new Net().Registered(): whoever makes one calls it.
    private static bool RegistersInMethod(INamedTypeSymbol type, CancellationToken cancellation)
    {
        for (var current = type; current is not null && !current.DeclaringSyntaxReferences.IsEmpty; current = current.BaseType)
            if (current.GetMembers().Any(member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary } && member.DeclaringSyntaxReferences.Any(part =>
                part.GetSyntax(cancellation).DescendantTokens().Any(token => token.ValueText == "RegisterComponents"))))
                return true;

        return false;
    }

    private static bool ListsItsOwnParameters(INamedTypeSymbol type)
    {
        for (var current = type; current is not null && !current.DeclaringSyntaxReferences.IsEmpty; current = current.BaseType)
            if (Listings.Any(name => current.GetMembers(name).Any(member => member is IMethodSymbol { IsOverride: true })))
                return true;

        return false;
    }
}
