using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Where a compilation makes objects of its classes, found by name; only what bears a wanted name is bound.</summary>
internal sealed class ObjectCreations(Compilation compilation, SourceCode source)
{
    // The name that new(…) leaves out.
    private const string Unnamed = "";

    private ILookup<string, BaseObjectCreationExpressionSyntax>? _byName;

    /// <summary>The calls of a class's constructors.</summary>
    public IReadOnlyList<IObjectCreationOperation> Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var byName = _byName ??= Find(cancellation);
        return
        [
            .. byName[type.Name].Concat(byName[Unnamed])
                .Select(creation => source.OperationOf(creation, cancellation))
                .OfType<IObjectCreationOperation>()
                .Where(creation => TorchSharpContext.Same(creation.Type?.OriginalDefinition, type.OriginalDefinition)),
        ];
    }

    private ILookup<string, BaseObjectCreationExpressionSyntax> Find(CancellationToken cancellation) => compilation.SyntaxTrees
        .SelectMany(tree => tree.GetRoot(cancellation).DescendantNodes().OfType<BaseObjectCreationExpressionSyntax>())
        .ToLookup(creation => creation is ObjectCreationExpressionSyntax { Type: var made } ? NameOf(made) : Unnamed);

    private static string NameOf(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax { Right: var right } => right.Identifier.ValueText,
        AliasQualifiedNameSyntax { Name: var name } => name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => type.ToString(),
    };
}
