using System.Runtime.CompilerServices;
using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GradGuard.Analyzers.Modules;

/// <summary>
/// Who makes the module classes of a compilation. A module that other modules make is registered by them, outside a Sequential, and needs
/// no call of its own; one that a program makes is a root, whose parameters nobody else looks for.
/// </summary>
internal sealed class Instantiations
{
    private static readonly ConditionalWeakTable<Compilation, Instantiations> Known = new();

    // By class, the modules that make it.
    private readonly Dictionary<ISymbol, HashSet<ISymbol>> _parts = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _roots = new(SymbolEqualityComparer.Default);
    private readonly bool _relyOnParents;

    private Instantiations(TorchSharpContext torch, CancellationToken cancellation)
    {
        foreach (var creations in CreationIndex.Of(torch.Compilation, cancellation).OfDerivedClasses().GroupBy(creation => creation.SyntaxTree))
        {
            var semantics = SourceCode.Of(torch.Compilation).SemanticsOf(creations.Key);
            foreach (var creation in creations)
                if (TypeOf(creation, semantics, cancellation)?.OriginalDefinition is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false } made && torch.IsModule(made))
                    Add(made, creation, semantics, torch, cancellation);
        }

        _relyOnParents = _parts.Keys.OfType<INamedTypeSymbol>().Any(part => !_roots.Contains(part) && HoldsModules(part, torch) && !Calls(part, cancellation));
    }

    public static Instantiations Of(TorchSharpContext torch, CancellationToken cancellation)
    {
        if (Known.TryGetValue(torch.Compilation, out var known))
            return known;

        var fresh = new Instantiations(torch, cancellation);
        return Known.GetValue(torch.Compilation, _ => fresh);
    }

    /// <summary>
    /// Whether a module must see to its own registration: the program makes it, or nothing does, the code does not leave the registration
    /// of its blocks to their parents as a habit, and it is no block that other assemblies put into their models.
    /// </summary>
    public bool NeedsOwnRegistration(INamedTypeSymbol type, TorchSharpContext torch) =>
        _roots.Contains(type.OriginalDefinition) || (!_parts.ContainsKey(type.OriginalDefinition) && !_relyOnParents && (HoldsModules(type, torch) || !IsSharedWithOthers(type)));

    /// <summary>Whether a module that makes it leaves it in a Sequential, which registers nothing in what it holds.</summary>
    public bool IsLeftInSequential(INamedTypeSymbol type, TorchSharpContext torch, CancellationToken cancellation) =>
        _parts.TryGetValue(type.OriginalDefinition, out var makers)
        && makers.OfType<INamedTypeSymbol>().SelectMany(maker => ModelGraphCache.Of(torch).OfClass(maker, cancellation)?.Variants ?? []).SelectMany(variant => variant.Roots)
            .Any(model => SequentialParts.LeftIn(model).Any(part => TorchSharpContext.Same(part.Type?.OriginalDefinition, type.OriginalDefinition)));

    // A whole model has layers; a block of parameters alone, such as a normalization, is for others to build with.
    private static bool IsSharedWithOthers(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
            if (current.DeclaredAccessibility != Accessibility.Public)
                return current.DeclaredAccessibility == Accessibility.Internal
                    && type.ContainingAssembly.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute");

        return true;
    }

    // By its name alone: to ask for the type of an expression binds all code around it.
    private static ITypeSymbol? TypeOf(BaseObjectCreationExpressionSyntax creation, SemanticModel semantics, CancellationToken cancellation) =>
        (creation is ObjectCreationExpressionSyntax { Type: var name }
            ? semantics.GetSpeculativeTypeInfo(name.SpanStart, name, SpeculativeBindingOption.BindAsTypeOrNamespace)
            : semantics.GetTypeInfo(creation, cancellation)).Type;

    private void Add(INamedTypeSymbol made, SyntaxNode creation, SemanticModel semantics, TorchSharpContext torch, CancellationToken cancellation)
    {
        if (MakerOf(creation, semantics, torch, cancellation) is not { } maker)
            _roots.Add(made);
        else if (_parts.TryGetValue(made, out var makers))
            makers.Add(maker);
        else
            _parts.Add(made, new(SymbolEqualityComparer.Default) { maker });
    }

    // Null where the program makes it. A factory hands its module to someone we do not see, most often a parent.
    private static INamedTypeSymbol? MakerOf(SyntaxNode creation, SemanticModel semantics, TorchSharpContext torch, CancellationToken cancellation)
    {
        var member = semantics.GetEnclosingSymbol(creation.SpanStart, cancellation);
        return torch.IsModule(member?.ContainingType) || (member is IMethodSymbol method && torch.IsModule(method.ReturnType) && creation.Parent is ReturnStatementSyntax or ArrowExpressionClauseSyntax or SwitchExpressionArmSyntax)
            ? member?.ContainingType
            : null;
    }

    private static bool HoldsModules(INamedTypeSymbol type, TorchSharpContext torch) =>
        type.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false } field && torch.IsModule(field.Type));

    private static bool Calls(INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences
        .Any(part => part.GetSyntax(cancellation).DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == "RegisterComponents"));
}
