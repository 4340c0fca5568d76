namespace GradGuard.Signal.Tests;

public class IntervalTests
{
    [Fact]
    public void An_interval_passes_a_limit_only_as_a_whole()
    {
        var interval = new Interval(-5, -3);

        Assert.True(interval.IsBelow(-2));
        Assert.False(interval.IsBelow(-4));
        Assert.False(interval.IsAbove(-4));
        Assert.True(interval.IsAbove(-6));
    }

    [Fact]
    public void Of_the_unbounded_interval_nothing_can_be_said()
    {
        Assert.False(Interval.Unbounded.IsBelow(1e300));
        Assert.False(Interval.Unbounded.IsAbove(-1e300));
        Assert.False(Interval.Unbounded.IsBounded);
        Assert.True(double.IsNaN(Interval.Unbounded.Middle));
    }

    [Fact]
    public void Joining_holds_both()
    {
        Assert.Equal(new Interval(-1, 7), new Interval(-1, 2).Join(new Interval(3, 7)));
        Assert.Equal("[-1, 7]", new Interval(-1, 7).ToString());
        Assert.Equal("2.5", Interval.At(2.5).ToString());
    }

    [Fact]
    public void Sizes_are_the_same_only_when_certainly_so()
    {
        Assert.True(Size.Named("hidden").IsSameAs(Size.Named("hidden")));
        Assert.False(Size.Named("hidden").IsSameAs(Size.Named("input")));
        Assert.True(Size.Of(3).IsSameAs(Size.Of(3)));
        Assert.False(Size.Unknown.IsSameAs(Size.Unknown));
    }
}
