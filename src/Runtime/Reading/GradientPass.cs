using GradGuard.Snapshots;
using GradGuard.Statistics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Reading;

/// <summary>
/// All gradients of a step, each read once from its parameter: measured, and scaled where clipping asks for it. On the CPU that
/// happens where they lie, elsewhere by tensor operations and one copy to the host. Between <see cref="Open"/> and
/// <see cref="Close"/> the gradients are held.
/// </summary>
internal sealed class GradientPass
{
    private readonly PieceWorkers _workers = new();
    private readonly DeviceReader _device = new();
    private Tensor?[] _gradients = [];
    private MemoryPiece[] _pieces = [];
    private int _count;
    private int _pieceCount;

    /// <summary>Whether CPU tensors too take the way of other devices; for tests on machines without one.</summary>
    public bool TreatCpuAsDevice { get; init; }

    public void Open(ReadOnlySpan<Parameter> parameters)
    {
        if (_gradients.Length < parameters.Length)
            _gradients = new Tensor?[parameters.Length];

        _count = parameters.Length;
        _pieceCount = 0;

        // Each read of grad makes a new wrapper, which Close disposes.
        for (var i = 0; i < _count; i++)
            _gradients[i] = parameters[i].grad;
    }

    /// <summary>Fills <paramref name="snapshot"/> with the statistics of each parameter's gradient and adds them up.</summary>
    public void Measure(StepSnapshot snapshot)
    {
        for (var i = 0; i < _count; i++)
        {
            var gradient = _gradients[i];
            snapshot.StateBuffer[i] = gradient is null ? GradientState.Missing : GradientState.Present;
            snapshot.ParameterBuffer[i] = default;
            if (gradient is null)
                continue;

            if (IsElsewhere(gradient))
                _device.Add(i, gradient);
            else if (TensorFormats.FormatOf(gradient) is { } format && TensorFormats.IsReadableInPlace(gradient))
                AddPieces(gradient, format, i);
            else
                snapshot.ParameterBuffer[i] = HostReader.MeasureCopy(gradient);
        }

        _workers.Run(PieceOperation.Measure, _pieces, _pieceCount);
        for (var i = 0; i < _pieceCount; i++)
            snapshot.ParameterBuffer[_pieces[i].Parameter] += _pieces[i].Result;

        _device.Flush(snapshot.ParameterBuffer);
        snapshot.Aggregate();
    }

    /// <summary>Adds the exponents of each gradient to the bins of its row; after <see cref="Measure"/>.</summary>
    /// <param name="rowOfParameter">The row of each parameter, or nothing for those at the end that have none.</param>
    /// <param name="rows">Rows of <see cref="ExponentHistogram.BinCount"/> bins; exact zeros fall into bin 0 too.</param>
    public void CountExponents(ReadOnlySpan<int> rowOfParameter, long[][] rows)
    {
        for (var i = 0; i < _pieceCount; i++)
            if (_pieces[i].Parameter < rowOfParameter.Length)
                ExponentKernel.Count(_pieces[i].Bytes, _pieces[i].Format, rows[rowOfParameter[_pieces[i].Parameter]]);

        var piece = 0;
        var elsewhere = new List<(int Row, Tensor Tensor)>();
        for (var i = 0; i < rowOfParameter.Length; i++)
            if (!SkipPieces(i, ref piece) && _gradients[i] is { NumberOfElements: > 0 } gradient)
                elsewhere.Add((rowOfParameter[i], gradient));

        DeviceExponents.Count(elsewhere, rows);
    }

    /// <summary>Σ|x|^p over all gradients.</summary>
    public double SumOfPowers(double p)
    {
        double sum = 0;
        var elsewhere = new List<Tensor>();
        for (var i = 0; i < _count; i++)
            if (_gradients[i] is { } gradient)
                sum += SumOfPowers(gradient, p, elsewhere);

        return sum + DevicePowers.Sum(elsewhere, p);
    }

    /// <summary>Euclidean norm of all gradients as they are now; after <see cref="Measure"/>.</summary>
    public double Norm()
    {
        double sum = 0;
        _workers.Run(PieceOperation.Measure, _pieces, _pieceCount);
        for (var i = 0; i < _pieceCount; i++)
            sum += _pieces[i].Result.SumOfSquares;

        var piece = 0;
        var elsewhere = new List<Tensor>();
        for (var i = 0; i < _count; i++)
            if (!SkipPieces(i, ref piece) && _gradients[i] is { } gradient)
                sum += SumOfPowers(gradient, 2, elsewhere);

        return Math.Sqrt(sum + DevicePowers.Sum(elsewhere, 2));
    }

    /// <summary>x ← factor · x for all gradients, in place; after <see cref="Measure"/>, which found out what lies where.</summary>
    public void Multiply(double factor) => Change(PieceOperation.Multiply, factor);

    /// <summary>x ← min(max(x, −limit), limit) for all gradients, in place; after <see cref="Measure"/>.</summary>
    public void Clamp(double limit) => Change(PieceOperation.Clamp, limit);

    public void Close()
    {
        for (var i = 0; i < _count; i++)
        {
            _gradients[i]?.Dispose();
            _gradients[i] = null;
        }
    }

    private bool IsElsewhere(Tensor gradient) => TreatCpuAsDevice || gradient.device_type != DeviceType.CPU;

    private double SumOfPowers(Tensor gradient, double p, List<Tensor> elsewhere)
    {
        if (!IsElsewhere(gradient))
            return HostReader.SumOfPowers(gradient, p);

        elsewhere.Add(gradient);
        return 0;
    }

    private void Change(PieceOperation operation, double argument)
    {
        var piece = 0;
        for (var i = 0; i < _count; i++)
        {
            var isChangedHere = piece < _pieceCount && ScalingKernel.Supports(_pieces[piece].Format);
            if (!(SkipPieces(i, ref piece) && isChangedHere) && _gradients[i] is { } gradient)
                ChangeByTorch(gradient, operation, argument);
        }

        _workers.Run(operation, _pieces, _pieceCount, argument);
    }

    // Pieces stand in the order of their gradients. Whether gradient i has any, and on to the next one's.
    private bool SkipPieces(int i, ref int piece)
    {
        var first = piece;
        while (piece < _pieceCount && _pieces[piece].Parameter == i)
            piece++;

        return piece > first;
    }

    private static void ChangeByTorch(Tensor gradient, PieceOperation operation, double argument)
    {
        using var _ = no_grad();
        if (operation == PieceOperation.Multiply)
            gradient.mul_(argument);
        else
            gradient.clamp_(-argument, argument);
    }

    private void AddPieces(Tensor gradient, ElementFormat format, int parameter)
    {
        if (gradient.NumberOfElements == 0)
            return;

        for (var rest = gradient.bytes; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, PieceWorkers.PieceBytes)..])
        {
            if (_pieceCount == _pieces.Length)
                Array.Resize(ref _pieces, Math.Max(16, 2 * _pieces.Length));

            _pieces[_pieceCount++] = new MemoryPiece(rest[..Math.Min(rest.Length, PieceWorkers.PieceBytes)], format, parameter);
        }
    }
}
