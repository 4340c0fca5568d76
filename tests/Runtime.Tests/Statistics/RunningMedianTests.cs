using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Statistics;

public class RunningMedianTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Agrees_with_sorting_the_window(int window)
    {
        var median = new RunningMedian(window);
        var random = new Random(window);
        var values = new List<double>();
        for (var i = 0; i < 300; i++)
        {
            values.Add(random.Next(20));
            median.Add(values[^1]);

            var sorted = values.TakeLast(window).Order().ToList();
            Assert.Equal(sorted[(sorted.Count - 1) / 2], median.Value);
            Assert.Equal(sorted[(int)Math.Round(0.9 * (sorted.Count - 1))], median.Quantile(0.9));
        }
    }
}
