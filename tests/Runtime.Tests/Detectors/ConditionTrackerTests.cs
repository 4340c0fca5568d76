using GradGuard.Detectors;

namespace GradGuard.Runtime.Tests.Detectors;

public class ConditionTrackerTests
{
    [Fact]
    public void Begins_once_when_enough_of_the_window_shows_the_condition()
    {
        var tracker = new ConditionTracker(window: 5, required: 3);

        Assert.Equal(
            [Transition.None, Transition.None, Transition.None, Transition.Began, Transition.None],
            new[] { true, false, true, true, true }.Select(holds => tracker.Observe(holds)));
    }

    [Fact]
    public void Ends_only_after_a_whole_window_without_the_condition()
    {
        var tracker = new ConditionTracker(window: 3, required: 1);
        tracker.Observe(true);

        Assert.Equal([Transition.None, Transition.None, Transition.Ended], Enumerable.Range(0, 3).Select(_ => tracker.Observe(false)));
        Assert.False(tracker.IsActive);
    }

    [Fact]
    public void A_condition_that_comes_and_goes_is_reported_once()
    {
        var tracker = new ConditionTracker(window: 10, required: 2);

        Assert.Equal(1, Enumerable.Range(0, 200).Count(i => tracker.Observe(i % 5 == 0) == Transition.Began));
    }

    [Fact]
    public void The_widest_window_has_64_steps()
    {
        var tracker = new ConditionTracker(window: 64, required: 64);

        Assert.Equal(63, Enumerable.Range(0, 64).TakeWhile(_ => tracker.Observe(true) == Transition.None).Count());
    }
}
