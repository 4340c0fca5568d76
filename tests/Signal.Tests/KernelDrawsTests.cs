using GradGuard.Signal.Propagation;

namespace GradGuard.Signal.Tests;

public class KernelDrawsTests
{
    [Fact]
    public void What_chance_takes_of_a_gradient_is_less_where_its_energy_is_the_mean_over_many_weights()
    {
        // The square of a Gaussian varies by 2 of its mean's square, so the logarithm of the mean over ten units by as many weights lies
        // 2 / (2 · 10) below that of the expectation.
        var one = new Gradient(new Products(1, 0, 0, 0));

        Assert.Equal(-0.1, Math.Log(one.Typical(slopeKurtosis: 1, width: 10, correlation: 0, outputs: 1).Energy), 9);
        Assert.Equal(-0.1 / 16, Math.Log((one with { Draws = 16 }).Typical(slopeKurtosis: 1, width: 10, correlation: 0, outputs: 1).Energy), 9);
    }

    [Fact]
    public void The_loss_has_met_no_weights_yet()
    {
        Gradient head = Head.Gradient(new Propagation.Signal(0, new Products(1, 0, 0, 0), 1, 1), LossKind.SquaredError);

        Assert.Equal(head.Energy, head.Typical(slopeKurtosis: 1, width: 1, correlation: 0, outputs: 1).Energy, 9);
    }

    [Fact]
    public void Two_paths_of_one_value_share_the_chance()
    {
        var path = new Gradient(new Products(1, 0, 0, 0));
        var value = new Propagation.Signal(0, new Products(1, 0, 0, 0), 10, 1);

        // Halves of the energy that come from different weights vary half as much together.
        Assert.Equal(2, path.Plus(path, value).Draws, 9);
        Assert.Equal(4, path.Plus(path with { Draws = double.PositiveInfinity }, value).Draws, 9);
    }
}
