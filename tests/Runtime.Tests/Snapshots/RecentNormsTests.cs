using GradGuard.Layers;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Snapshots;

public class RecentNormsTests
{
    private readonly LayerCatalog _catalog = LayerCatalog.Build([new("fc.weight", 4, 2, "Linear")], "Net", 512);

    [Fact]
    public void The_maximum_is_that_of_the_last_hundred_steps()
    {
        var recent = new RecentNorms(1);
        var random = new Random(1);
        var norms = new List<double>();
        for (var step = 0; step < 500; step++)
        {
            norms.Add(random.NextDouble());

            var snapshot = Add(recent, norms[^1]);

            Assert.Equal(norms.TakeLast(100).Max(), snapshot.RecentMaxNorms[0], 1e-12);
        }
    }

    [Fact]
    public void A_norm_that_is_no_number_does_not_hide_the_maximum()
    {
        var recent = new RecentNorms(1);
        Add(recent, 3);

        Assert.Equal(3, Add(recent, double.NaN).RecentMaxNorms[0], 1e-12);
    }

    private StepSnapshot Add(RecentNorms recent, double norm)
    {
        var snapshot = new StepSnapshot(_catalog);
        snapshot.ParameterBuffer[0] = new TensorStatistics(4, norm * norm, norm, 0, 0, 0);
        snapshot.StateBuffer[0] = GradientState.Present;
        snapshot.Aggregate();
        recent.Add(snapshot);
        return snapshot;
    }
}
