using System.Runtime.CompilerServices;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Ends a trace that takes too many steps, nests too deep, or is cancelled: the cost of a trace is bounded, whatever the code.</summary>
internal sealed class Budget(int steps, CancellationToken cancellation)
{
    // About 60 milliseconds; a ResNet-152 takes a tenth of it.
    public const int ModelSteps = 300_000;
    public const int MostNodes = 5_000;
    public const int MostCalls = 48;
    public const int MostTurns = 2_000;

    /// <summary>After so many turns a loop that makes no module is taken for one over data, and passed over.</summary>
    public const int TediousTurns = 64;

    private int _steps = steps;

    public void Step()
    {
        if (--_steps < 0)
            throw new TraceAbortedException("it takes too many steps to follow");
        if ((_steps & 0xFF) == 0)
            cancellation.ThrowIfCancellationRequested();

        RuntimeHelpers.EnsureSufficientExecutionStack();
    }
}

/// <summary>The trace cannot go on; nothing is known of the model.</summary>
internal sealed class TraceAbortedException(string reason) : Exception(reason);

/// <summary>The code throws: no model comes from this way through it.</summary>
internal sealed class PathThrowsException : Exception;
