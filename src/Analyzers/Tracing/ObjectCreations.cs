using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Where a compilation makes objects of its classes.</summary>
internal sealed class ObjectCreations(Compilation compilation, SourceCode source)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, IReadOnlyList<IObjectCreationOperation>> _known = new(SymbolEqualityComparer.Default);

    /// <summary>The calls of a class's constructors.</summary>
    public IReadOnlyList<IObjectCreationOperation> Of(INamedTypeSymbol type, CancellationToken cancellation)
    {
        type = type.OriginalDefinition;
        return _known.TryGetValue(type, out var known) ? known : _known[type] = Find(type, cancellation);
    }

    private IReadOnlyList<IObjectCreationOperation> Find(INamedTypeSymbol type, CancellationToken cancellation) =>
    [
        .. CreationIndex.Of(compilation, cancellation).Of(type.Name)
            .Select(creation => source.OperationOf(creation, cancellation))
            .OfType<IObjectCreationOperation>()
            .Where(creation => TorchSharpContext.Same(creation.Type?.OriginalDefinition, type)),
    ];
}
