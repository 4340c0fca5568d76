using System.Globalization;

namespace GradGuard.Reports.History;

/// <summary>
/// One number of every layer over a run of any length, in a fixed number of columns. A column holds each layer's largest value over
/// the steps that it stands for, and the value of the first of them: the latter are an even sample of the run, from which medians come.
/// </summary>
/// <remarks>NaN stands for a value that was not finite, <see cref="Absent"/> for one that was not measured.</remarks>
internal sealed class LayerHistory
{
    /// <summary>Columns kept; those of 512 layers take 1 MB.</summary>
    public const int Capacity = 256;

    /// <summary>No value: norms and ratios are never negative.</summary>
    public const float Absent = -1;

    private readonly long[] _firstStep = new long[Capacity];
    private float[] _peaks = [];
    private float[] _samples = [];

    /// <summary>Layers of each column.</summary>
    public int LayerCount { get; private set; }

    /// <summary>Columns so far.</summary>
    public int ColumnCount { get; private set; }

    /// <summary>Steps that a column stands for; columns without a measured step are left out.</summary>
    public long StepsPerColumn { get; private set; } = 1;

    /// <summary>The place of a column among all that would cover the run, from 0.</summary>
    public long PlaceOfColumn(int column) => PlaceOf(_firstStep[column]);

    /// <summary>Each layer's largest value over a column's steps; NaN where one was not finite.</summary>
    public ReadOnlySpan<float> PeaksOf(int column) => Column(_peaks, column);

    /// <summary>Adds a step; <paramref name="values"/> may be fewer than there are layers, the rest is absent.</summary>
    public void Add(long step, ReadOnlySpan<double> values)
    {
        if (StartsColumn(step))
            while (ColumnCount == Capacity)
                Coarsen();

        var startsColumn = StartsColumn(step);
        if (startsColumn)
        {
            _firstStep[ColumnCount] = step;
            Column(_peaks, ColumnCount).Fill(Absent);
            Column(_samples, ColumnCount).Fill(Absent);
            ColumnCount++;
        }

        var peaks = Column(_peaks, ColumnCount - 1);
        for (var layer = 0; layer < values.Length; layer++)
            peaks[layer] = MathF.Max(peaks[layer], (float)values[layer]);

        if (startsColumn)
            peaks.CopyTo(Column(_samples, ColumnCount - 1));
    }

    /// <summary>Puts layers in another order and adds new ones: layer i of before becomes layer <paramref name="newIndex"/>[i].</summary>
    public void Rearrange(ReadOnlySpan<int> newIndex, int layerCount)
    {
        _peaks = Rearranged(_peaks, newIndex, layerCount);
        _samples = Rearranged(_samples, newIndex, layerCount);
        LayerCount = layerCount;
    }

    /// <summary>The value of a layer below which a share of the sampled steps lies; null where no value is finite.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="share">From 0 to 1; 0.5 is the median.</param>
    public double? Quantile(int layer, double share)
    {
        var values = new List<float>(ColumnCount);
        for (var column = 0; column < ColumnCount; column++)
            if (Column(_samples, column)[layer] is var value and >= 0 && float.IsFinite(value))
                values.Add(value);

        values.Sort();
        if (values.Count == 0)
            return null;

        // The decimal digits of the float: widening its bits would invent nine more.
        return double.Parse(values[(int)(share * (values.Count - 1))].ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    public LayerHistory Copy()
    {
        var copy = new LayerHistory { LayerCount = LayerCount, ColumnCount = ColumnCount, StepsPerColumn = StepsPerColumn };
        _firstStep.CopyTo(copy._firstStep, 0);
        copy._peaks = [.. _peaks];
        copy._samples = [.. _samples];
        return copy;
    }

    private Span<float> Column(float[] columns, int column) => columns.AsSpan(column * LayerCount, LayerCount);

    private float[] Rearranged(float[] columns, ReadOnlySpan<int> newIndex, int layerCount)
    {
        var rearranged = new float[Capacity * layerCount];
        Array.Fill(rearranged, Absent);
        for (var column = 0; column < ColumnCount; column++)
            for (var layer = 0; layer < newIndex.Length; layer++)
                rearranged[(column * layerCount) + newIndex[layer]] = Column(columns, column)[layer];

        return rearranged;
    }

    private bool StartsColumn(long step) => ColumnCount == 0 || PlaceOf(step) != PlaceOf(_firstStep[ColumnCount - 1]);

    private long PlaceOf(long step) => (step - 1) / StepsPerColumn;

    private void Coarsen()
    {
        StepsPerColumn *= 2;
        var kept = 0;
        for (var i = 1; i < ColumnCount; i++)
        {
            if (PlaceOf(_firstStep[i]) == PlaceOf(_firstStep[kept]))
            {
                var peaks = Column(_peaks, kept);
                var later = Column(_peaks, i);
                for (var layer = 0; layer < LayerCount; layer++)
                    peaks[layer] = MathF.Max(peaks[layer], later[layer]);
            }
            else
            {
                kept++;
                Column(_peaks, i).CopyTo(Column(_peaks, kept));
                Column(_samples, i).CopyTo(Column(_samples, kept));
                _firstStep[kept] = _firstStep[i];
            }
        }

        ColumnCount = kept + 1;
    }
}
