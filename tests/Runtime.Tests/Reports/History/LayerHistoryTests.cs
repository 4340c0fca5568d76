using GradGuard.Reports.History;

namespace GradGuard.Runtime.Tests.Reports.History;

public class LayerHistoryTests
{
    [Fact]
    public void A_short_run_has_a_column_for_each_step()
    {
        var history = Of(200, step => [step, 1]);

        Assert.Equal((200, 1), (history.ColumnCount, history.StepsPerColumn));
        Assert.Equal([7f, 1f], history.PeaksOf(6).ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_long_run_has_columns_of_the_same_number_of_steps_however_it_is_sampled(int every)
    {
        var history = Of(100_000, step => [step], every);

        Assert.InRange(history.ColumnCount, 2, LayerHistory.Capacity);
        Assert.InRange(history.PlaceOfColumn(history.ColumnCount - 1) * history.StepsPerColumn, 100_000 - history.StepsPerColumn - every, 100_000);
        for (var column = 1; column < history.ColumnCount; column++)
            Assert.True(history.PlaceOfColumn(column) > history.PlaceOfColumn(column - 1));
    }

    [Fact]
    public void Steps_that_are_denser_at_the_beginning_do_not_get_more_columns()
    {
        var history = new LayerHistory();
        history.Rearrange([], 1);
        for (var step = 1; step <= 100_000; step += step < 1000 ? 1 : 64)
            history.Add(step, [1]);

        Assert.InRange(history.ColumnCount, 150, LayerHistory.Capacity);
        Assert.Equal(history.ColumnCount - 1, history.PlaceOfColumn(history.ColumnCount - 1));
    }

    [Fact]
    public void A_column_shows_the_largest_of_its_steps_and_whether_one_was_not_finite()
    {
        var history = Of(1000, step => [step == 501 ? 1000 : 1, step == 901 ? double.NaN : 1]);

        var columns = Enumerable.Range(0, history.ColumnCount).Select(column => history.PeaksOf(column).ToArray()).ToList();
        Assert.Single(columns, column => column[0] == 1000);
        Assert.Single(columns, column => float.IsNaN(column[1]));
    }

    [Fact]
    public void The_median_of_a_short_run_is_exact()
    {
        Assert.Equal(0.3, Of(3, step => [step / 10.0 + 0.1]).Quantile(0, 0.5));
    }

    [Fact]
    public void The_median_of_a_long_run_is_that_of_an_even_sample()
    {
        Assert.InRange(Of(100_000, step => [step]).Quantile(0, 0.5)!.Value, 49_000, 51_000);
    }

    [Fact]
    public void A_layer_without_a_finite_value_has_no_median()
    {
        var history = Of(3, _ => [double.NaN, LayerHistory.Absent]);

        Assert.Null(history.Quantile(0, 0.5));
        Assert.Null(history.Quantile(1, 0.5));
    }

    [Fact]
    public void Layers_that_change_places_keep_their_numbers()
    {
        var history = Of(2, step => [step, 10 * step]);

        history.Rearrange([2, 0], 3);

        Assert.Equal([10f, LayerHistory.Absent, 1f], history.PeaksOf(0).ToArray());
    }

    private static LayerHistory Of(int steps, Func<int, double[]> values, int every = 1)
    {
        var history = new LayerHistory();
        history.Rearrange([], values(1).Length);
        for (var step = 1; step <= steps; step += every)
            history.Add(step, values(step));

        return history;
    }
}
