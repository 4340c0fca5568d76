using GradGuard.Reading;
using GradGuard.Statistics;
using static TorchSharp.torch;

namespace GradGuard.Runtime.Tests.Reading;

public class PieceWorkersTests
{
    [Fact]
    public void Every_piece_is_worked_on_once_however_fast_one_run_follows_another()
    {
        const int Pieces = 12, Runs = 20_000;
        var workers = new PieceWorkers();
        using var values = ones(Pieces, 16);
        var bytes = values.bytes;
        var pieces = new MemoryPiece[Pieces];
        for (var i = 0; i < Pieces; i++)
            pieces[i] = new MemoryPiece(bytes.Slice(i * 64, 64), ElementFormat.Float32, i);

        // Runs of changing length, so that a helper that comes late would find pieces of another run.
        for (var run = 0; run < Runs; run++)
            workers.Run(PieceOperation.Multiply, pieces, 4 + (run / 2 % 8), run % 2 == 0 ? 2 : 0.5);

        Assert.All(values.data<float>().ToArray(), value => Assert.Equal(1, value));
    }
}
