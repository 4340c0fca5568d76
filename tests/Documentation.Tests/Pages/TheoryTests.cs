using System.Globalization;
using GradGuard.Signal;

namespace GradGuard.Documentation.Tests.Pages;

/// <summary>The table of the theory's page holds what the library computes.</summary>
public sealed class TheoryTests
{
    private const double Width = 256;
    private const double DefaultGain = 1.0 / 3;
    private const int StepsToSettle = 200;

    public static TheoryData<string, double[]> Rows()
    {
        var rows = new TheoryData<string, double[]>();
        foreach (var line in Page.Read("docs/theory.md").Section("What one layer does").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && line.Count(c => c == '|') == 7).Skip(1))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries)[1..^1];
            if (cells[0] != "---")
                rows.Add(cells[0], [.. cells[1..].Select(Number)]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Row_is_what_the_library_computes(string activation, double[] row)
    {
        var function = Function(activation);
        var unit = function.Moments(0, 1);

        Assert.Equal(
            [function.LargestSlope, unit.SlopeSecondMoment, DefaultGain * Settled(function).SlopeSecondMoment, unit.SlopeSecondMoment / unit.SecondMoment, unit.SlopeSecondMoment / (unit.SecondMoment - (unit.Mean * unit.Mean))],
            row,
            (computed, shown) => Math.Abs(computed - shown) <= (0.02 * computed) + 0.0005);
    }

    // The pre-activation's mean square after many layers of the default initialisation, biases included.
    private static ActivationMoments Settled(ActivationFunction function)
    {
        var meanSquare = 1.0;
        for (var i = 0; i < StepsToSettle; i++)
            meanSquare = DefaultGain * (function.Moments(0, meanSquare).SecondMoment + (1 / Width));
        return function.Moments(0, meanSquare);
    }

    private static ActivationFunction Function(string name) => name switch
    {
        "sigmoid" => ActivationFunction.Sigmoid,
        "tanh" => ActivationFunction.Tanh,
        "ReLU" => ActivationFunction.ReLU,
        "GELU" => ActivationFunction.GELU,
        "SiLU" => ActivationFunction.SiLU,
        "ELU" => ActivationFunction.ELU(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "The table has a row that this test does not know."),
    };

    private static double Number(string cell) => cell.Split('/') is [var above, var below]
        ? double.Parse(above, CultureInfo.InvariantCulture) / double.Parse(below, CultureInfo.InvariantCulture)
        : double.Parse(cell, CultureInfo.InvariantCulture);
}
