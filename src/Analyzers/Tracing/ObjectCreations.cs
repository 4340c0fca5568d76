using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Where a compilation makes objects of its classes.</summary>
internal sealed class ObjectCreations(Compilation compilation, SourceCode source)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, IReadOnlyList<IObjectCreationOperation>> _known = new(SymbolEqualityComparer.Default);
    private ILookup<ISymbol?, IObjectCreationOperation>? _undecided;

    /// <summary>The calls of a class's constructors.</summary>
    public IReadOnlyList<IObjectCreationOperation> Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        return _known.TryGetValue(type, out var known) ? known : _known[type] = Find(type, cancellation);
    }

    private IReadOnlyList<IObjectCreationOperation> Find(INamedTypeSymbol type, CancellationToken cancellation) =>
        [.. Bound(CreationIndex.Of(compilation, cancellation).Named(type.Name), cancellation).Where(creation => TorchSharpContext.Same(MadeBy(creation), type)), .. Undecided(cancellation)[type]];

    // Bound once for all classes: a project may make much with new(…).
    private ILookup<ISymbol?, IObjectCreationOperation> Undecided(CancellationToken cancellation) =>
        _undecided ??= Bound(CreationIndex.Of(compilation, cancellation).Undecided, cancellation).ToLookup(MadeBy, SymbolEqualityComparer.Default);

    private IEnumerable<IObjectCreationOperation> Bound(IEnumerable<BaseObjectCreationExpressionSyntax> creations, CancellationToken cancellation) =>
        creations.Select(creation => source.OperationOf(creation, cancellation)).OfType<IObjectCreationOperation>();

    private static ISymbol? MadeBy(IObjectCreationOperation creation) => creation.Type?.OriginalDefinition;
}
