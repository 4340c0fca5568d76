namespace GradGuard.Reading;

/// <summary>What <see cref="PieceWorkers"/> can do to a piece of memory.</summary>
internal enum PieceOperation
{
    Measure,
    Multiply,
    Clamp,
}
