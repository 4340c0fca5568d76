using GradGuard.Analyzers.Tracing;

namespace GradGuard.Analyzers.Tests.Tracing;

public class AnySpellingTests
{
    private static readonly AnySpelling Spelling = new();

    [Theory]
    [InlineData("LeakyReLU", "leaky_relu")]
    [InlineData("relu_", "ReLU")]
    [InlineData("log_sigmoid", "LogSigmoid")]
    [InlineData("", "_")]
    [InlineData("__a__b", "Ab__")]
    public void Capitals_and_underscores_make_no_difference(string one, string other)
    {
        Assert.Equal(one, other, Spelling);
        Assert.Equal(Spelling.GetHashCode(one), Spelling.GetHashCode(other));
    }

    [Theory]
    [InlineData("relu", "relu6")]
    [InlineData("elu", "celu")]
    [InlineData("", "a")]
    public void Letters_and_figures_do(string one, string other) => Assert.NotEqual(one, other, Spelling);
}
