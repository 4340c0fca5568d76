using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Where a compilation makes objects of its classes. It keeps no operations, which would keep all that is bound of their files.</summary>
internal sealed class ObjectCreations(Compilation compilation, SourceCode source)
{
    private ILookup<ISymbol?, SyntaxNode>? _undecided;

    /// <summary>The calls of a class's constructors.</summary>
    public IReadOnlyList<IObjectCreationOperation> Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        var index = CreationIndex.Of(compilation, cancellation);
        return [.. Bound(index.Named(type.Name), cancellation).Where(creation => TorchSharpContext.Same(MadeBy(creation), type)), .. Bound(Undecided(index, cancellation)[type], cancellation)];
    }

    // Bound once for all classes: a project may make much with new(…).
    private ILookup<ISymbol?, SyntaxNode> Undecided(CreationIndex index, CancellationToken cancellation) =>
        _undecided ??= Bound(index.Undecided, cancellation).ToLookup(MadeBy, creation => creation.Syntax, SymbolEqualityComparer.Default);

    private IEnumerable<IObjectCreationOperation> Bound(IEnumerable<SyntaxNode> creations, CancellationToken cancellation) =>
        creations.Select(creation => source.OperationOf(creation, cancellation)).OfType<IObjectCreationOperation>();

    private static ISymbol? MadeBy(IObjectCreationOperation creation) => creation.Type?.OriginalDefinition;
}
