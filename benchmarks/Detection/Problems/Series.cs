using static TorchSharp.torch;

namespace GradGuard.Detection.Problems;

/// <summary>Tasks on series of numbers and of tokens.</summary>
internal static class Series
{
    public const int Vocabulary = 12;
    public const int Length = 10;

    /// <summary>Noisy series that drift up or down: [n, 12, 1] to one of 2 classes.</summary>
    public static Problem Drift { get; } = new(DrawDrift, Losses.CrossEntropy);

    /// <summary>The adding problem (Hochreiter and Schmidhuber, 1997) over 12 steps: the sum of two marked numbers.</summary>
    public static Problem Adding { get; } = new(DrawAdding, Losses.Squared);

    /// <summary>The next value of a sine of random phase and frequency: [n, 16, 1] to [n, 1].</summary>
    public static Problem Wave { get; } = new(DrawWave, Losses.Squared);

    /// <summary>The copy task: each token of the series, two steps later: [n, 10] tokens to [n, 10] labels.</summary>
    public static Problem Copy { get; } = new(DrawCopy, Losses.TokenCrossEntropy);

    /// <summary>Whether more tokens of the upper half of the vocabulary occur than of the lower: [n, 10] tokens to one of 2 classes.</summary>
    public static Problem Majority { get; } = new(DrawMajority, Losses.CrossEntropy);

    private static (Tensor Inputs, Tensor Targets) DrawDrift(int count)
    {
        var labels = randint(0, 2, [count]);
        var slope = labels.to_type(ScalarType.Float32).mul(0.2f).sub(0.1f).view(count, 1, 1);
        return (arange(12, ScalarType.Float32).view(1, 12, 1).mul(slope).add(randn(count, 12, 1).mul(0.3f)), labels);
    }

    private static (Tensor Inputs, Tensor Targets) DrawAdding(int count)
    {
        var values = rand(count, 12);
        var first = randint(0, 6, [count, 1]);
        var second = randint(6, 12, [count, 1]);
        var marks = zeros(count, 12).scatter_(1, first, ones(count, 1)).scatter_(1, second, ones(count, 1));
        return (stack([values, marks], 2), values.mul(marks).sum(1, keepdim: true));
    }

    private static (Tensor Inputs, Tensor Targets) DrawWave(int count)
    {
        var time = arange(17, ScalarType.Float32).view(1, 17);
        var wave = time.mul(rand(count, 1).mul(0.4f).add(0.2f)).add(rand(count, 1).mul(2 * Math.PI)).sin();
        return (wave.narrow(1, 0, 16).unsqueeze(2), wave.narrow(1, 16, 1));
    }

    private static (Tensor Inputs, Tensor Targets) DrawCopy(int count)
    {
        var tokens = randint(0, Vocabulary, [count, Length]);
        return (tokens, tokens.roll(2, 1));
    }

    private static (Tensor Inputs, Tensor Targets) DrawMajority(int count)
    {
        var tokens = randint(0, Vocabulary, [count, Length]);
        var isUpper = tokens.ge(Vocabulary / 2).to_type(ScalarType.Float32).mean([1]).gt(0.5f);
        return (tokens, isUpper.to_type(ScalarType.Int64));
    }
}
