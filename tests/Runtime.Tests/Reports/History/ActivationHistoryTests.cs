using GradGuard.Reports.History;
using GradGuard.RunLog;

namespace GradGuard.Runtime.Tests.Reports.History;

public class ActivationHistoryTests
{
    [Fact]
    public void A_copy_stays_as_it_was()
    {
        var history = new ActivationHistory();
        history.Add(1, [Activation("act", 0.5)]);
        var copy = history.Copy();
        history.Add(2, [Activation("act", 1), Activation("late", 1)]);

        Assert.Equal([("act", 1L)], copy.Modules.Select(module => (module.Latest.Path, module.Step)));
        Assert.Equal((0.5, null), (copy.Dead.Largest("act"), copy.Dead.Largest("late")));
        Assert.Equal((1, 1), (history.Dead.Largest("act"), history.Dead.Largest("late")));
    }

    [Fact]
    public void It_does_not_grow_beyond_its_modules()
    {
        var history = new ActivationHistory();
        history.Add(1, [.. Enumerable.Range(0, 3000).Select(i => Activation($"act{i}", 0.5))]);
        history.Add(2, [Activation("late", 0.5), Activation("act0", 0.75)]);

        Assert.Equal(ActivationHistory.MostModules, history.Modules.Count);
        Assert.Equal(ActivationHistory.MostModules, history.Dead.Paths.Count);
        Assert.Equal(0.75, history.Modules[0].Latest.DeadShare);
    }

    [Fact]
    public void Modules_without_a_share_have_no_course()
    {
        var history = new ActivationHistory();
        history.Add(1, [Activation("fc", null), Activation("act", 0.5)]);

        Assert.Equal(["act"], history.Dead.Paths);
        Assert.Empty(history.Saturated.Paths);
        Assert.Equal(0, history.Saturated.Shares.ColumnCount);
    }

    private static ActivationRecord Activation(string path, double? dead) => new(path, "ReLU", 0, 1, 0, null, dead);
}
