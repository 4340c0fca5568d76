using GradGuard.Statistics;
using static TorchSharp.torch;

namespace GradGuard.Reading;

/// <summary>
/// Works through pieces of memory, with the help of the thread pool where there is enough to do. The caller takes pieces too, so a busy
/// pool only means less help, and nothing is allocated: this object is itself the work item.
/// </summary>
internal sealed class PieceWorkers : IThreadPoolWorkItem
{
    /// <summary>Bytes of a piece: some ten microseconds of work.</summary>
    public const int PieceBytes = 256 * 1024;

    // Below a megabyte, waking a thread takes as long as reading the memory.
    private const int FewestPiecesToShare = 4;

    // Two or three cores saturate the memory of ordinary machines.
    private const int MostHelpers = 3;

    private MemoryPiece[] _pieces = [];
    private PieceOperation _operation;
    private double _argument;
    private int _count;
    private int _finished;

    // Counts down, so that whoever takes a number knows from it alone whether there was a piece left: one that is held up between taking and
    // looking, while the next run begins, cannot mistake that run's pieces for its own.
    private int _left;

    /// <summary>Does one thing to the first <paramref name="count"/> pieces and returns when all are done.</summary>
    public void Run(PieceOperation operation, MemoryPiece[] pieces, int count, double argument = 0)
    {
        _pieces = pieces;
        _operation = operation;
        _argument = argument;
        _count = count;
        _finished = 0;
        Volatile.Write(ref _left, count);
        if (count >= FewestPiecesToShare)
            for (var helpers = Math.Min(Math.Min(get_num_threads(), Environment.ProcessorCount) - 1, MostHelpers); helpers > 0; helpers--)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

        TakePieces();
        var wait = default(SpinWait);
        while (Volatile.Read(ref _finished) < count)
            wait.SpinOnce(sleep1Threshold: -1);
    }

    void IThreadPoolWorkItem.Execute() => TakePieces();

    private void TakePieces()
    {
        while (true)
        {
            var left = Interlocked.Decrement(ref _left);
            if (left < 0)
                return;

            // What was measured last is still in the cache, so changes begin at the end.
            ref var piece = ref _pieces[_operation == PieceOperation.Measure ? _count - 1 - left : left];
            switch (_operation)
            {
                case PieceOperation.Multiply:
                    ScalingKernel.Multiply(piece.Bytes, piece.Format, _argument);
                    break;
                case PieceOperation.Clamp:
                    ClampKernel.Clamp(piece.Bytes, piece.Format, _argument);
                    break;
                default:
                    piece.Result = TensorKernel.Measure(piece.Bytes, piece.Format);
                    break;
            }

            Interlocked.Increment(ref _finished);
        }
    }
}
