namespace GradGuard.Signal.Tests;

public class PlainStackTests
{
    // sqrt(2) is He, 1 Xavier, 5/3 Xavier with tanh's gain; the page of GG0301 has the same table.
    [Theory]
    [InlineData("ReLU", 1.41421356, -0.08)]
    [InlineData("ReLU", 1, -0.18)]
    [InlineData("LeakyReLU", 1.41421356, -0.08)]
    [InlineData("LeakyReLU", 1, -0.18)]
    [InlineData("Hardtanh", 1.41421356, 0.70)]
    [InlineData("Hardtanh", 1, 0.15)]
    [InlineData("Tanh", 1.41421356, 0.29)]
    [InlineData("Tanh", 1, 0.04)]
    [InlineData("Tanh", 1.66666667, 0.47)]
    [InlineData("Softsign", 1.41421356, 0.19)]
    [InlineData("Softsign", 1, -0.07)]
    [InlineData("Sigmoid", 1.41421356, -4.81)]
    [InlineData("Sigmoid", 1, -6.05)]
    [InlineData("LogSigmoid", 1.41421356, -1.63)]
    [InlineData("LogSigmoid", 1, -2.71)]
    [InlineData("Hardsigmoid", 1.41421356, -6.03)]
    [InlineData("Hardsigmoid", 1, -7.50)]
    public void Ten_layers_change_the_gradient_by_so_many_decades(string activation, double gain, double decades) =>
        Assert.Equal(decades, PlainStack.Log10Ratio(Activations.ByName[activation], gain), 0.01);

    [Fact]
    public void Nothing_passes_layers_without_weights() =>
        Assert.Equal(double.NegativeInfinity, PlainStack.Log10Ratio(ActivationFunction.ReLU, 0));
}
