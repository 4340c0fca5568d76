using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>How a value leaves the graph that backward follows.</summary>
internal enum CutKind
{
    /// <summary>detach().</summary>
    Detached,

    /// <summary>It becomes a .NET number, or several: item, data, ToSingle.</summary>
    Number,

    /// <summary>It is computed where no graph is recorded: no_grad, inference_mode.</summary>
    Unrecorded,
}

/// <summary>A place in forward at which gradients end.</summary>
/// <param name="Kind">How.</param>
/// <param name="Place">The call that cuts.</param>
/// <param name="Layers">The layers that reach the output through cuts alone, in the order of execution.</param>
/// <param name="IsWhole">Whether no layer at all reaches the output otherwise.</param>
internal sealed record GradientCut(CutKind Kind, SyntaxNode Place, IReadOnlyList<string> Layers, bool IsWhole);
