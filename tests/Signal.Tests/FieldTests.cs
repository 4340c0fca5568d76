using GradGuard.Signal.Propagation;

namespace GradGuard.Signal.Tests;

/// <summary>The part of the input that two parts of a gradient depend on together.</summary>
public class FieldTests
{
    private static readonly Field Pixel = new(0, 0, 2);
    private static readonly Field Map = Pixel.Whole(144);

    [Fact]
    public void A_mixture_without_a_second_part_is_the_first() => Assert.Equal(Map, Map.Mixed(Pixel, 0));

    [Theory]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_mixture_covaries_with_its_second_part_as_both_parts_do_together(double share)
    {
        double together = ((1 - share) * Map.Shared(Pixel)) + (share * Pixel.Shared(Pixel));

        Assert.Equal(together, Map.Mixed(Pixel, share).Shared(Pixel), 1e-9);
    }

    [Fact]
    public void Fields_of_values_without_a_map_stay_as_they_are() => Assert.Equal(default, default(Field).Mixed(default, 0.5));
}
