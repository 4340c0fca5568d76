using System.Runtime.CompilerServices;
using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Where a node stands in the code.</summary>
/// <param name="Construction">The expression that makes its layer; null where no layer stands behind it.</param>
/// <param name="Use">The expression that computes it.</param>
/// <param name="Layer">The name of its layer's class; null where no layer stands behind it.</param>
/// <param name="Initialization">The call that draws its weight; null where the code leaves that to the layer.</param>
internal sealed record NodeOrigin(SyntaxNode? Construction, SyntaxNode? Use, string? Layer = null, SyntaxNode? Initialization = null)
{
    /// <summary>The expression to change in order to change the operation.</summary>
    public SyntaxNode? Definition => Construction ?? Use;
}

/// <summary>The places of all nodes of a trace, blocks inside repeated nodes included.</summary>
internal sealed class NodeOrigins
{
    private static readonly NodeOrigin Nowhere = new(null, null);

    // Nobody asks before all of them are known.
    private readonly List<(LayerNode Node, NodeOrigin Origin)> _placed = [];
    private Dictionary<LayerNode, NodeOrigin>? _origins;
    private int _indexed;

    public NodeOrigin this[LayerNode node]
    {
        get
        {
            // Several rules may ask at once.
            lock (_placed)
            {
                _origins ??= new(_placed.Count, ByReference.Instance);
                for (; _indexed < _placed.Count; _indexed++)
                    _origins[_placed[_indexed].Node] = _placed[_indexed].Origin;

                return _origins.TryGetValue(node, out var origin) ? origin : Nowhere;
            }
        }

        set => _placed.Add((node, value));
    }

    // Two layers of the same kind and size are equal as records, yet stand in two places.
    private sealed class ByReference : IEqualityComparer<LayerNode>
    {
        public static ByReference Instance { get; } = new();

        public bool Equals(LayerNode x, LayerNode y) => ReferenceEquals(x, y);

        public int GetHashCode(LayerNode node) => RuntimeHelpers.GetHashCode(node);
    }
}
