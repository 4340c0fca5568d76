using static TorchSharp.torch;

namespace GradGuard.Detection.Problems;

/// <summary>Pictures of 12 by 12 pixels of one channel, values of mean about 0 and deviation about 1.</summary>
internal static class Images
{
    public const int Size = 12;

    /// <summary>A horizontal bar, a vertical bar, a cross or a frame, somewhere in noise: [n, 1, 12, 12] to one of 4 classes.</summary>
    public static Problem Shapes { get; } = new(DrawShapes, Losses.CrossEntropy);

    /// <summary>The noisy picture of a shape to the clean one.</summary>
    public static Problem Denoising { get; } = new(DrawDenoising, Losses.Squared);

    private static (Tensor Inputs, Tensor Targets) DrawShapes(int count)
    {
        var labels = randint(0, 4, [count]);
        return (DrawClean(labels).add(randn(count, 1, Size, Size).mul(0.7f)), labels);
    }

    private static (Tensor Inputs, Tensor Targets) DrawDenoising(int count)
    {
        var clean = DrawClean(randint(0, 4, [count]));
        return (clean.add(randn(count, 1, Size, Size).mul(0.5f)), clean);
    }

    private static Tensor DrawClean(Tensor labels)
    {
        var pictures = new float[labels.shape[0] * Size * Size];
        var kinds = labels.data<long>().ToArray();
        var offsets = randint(0, 6, [labels.shape[0], 2]).data<long>().ToArray();
        for (var i = 0; i < kinds.Length; i++)
            for (var along = 0; along < 6; along++)
            {
                var (row, column) = ((int)offsets[2 * i], (int)offsets[(2 * i) + 1]);
                if (kinds[i] is 0 or 2)
                    Set(i, row + 3, column + along);
                if (kinds[i] is 1 or 2)
                    Set(i, row + along, column + 3);
                if (kinds[i] != 3)
                    continue;
                Set(i, row, column + along);
                Set(i, row + 5, column + along);
                Set(i, row + along, column);
                Set(i, row + along, column + 5);
            }

        return tensor(pictures, [kinds.Length, 1, Size, Size]);

        void Set(int picture, int row, int column) => pictures[(((picture * Size) + row) * Size) + column] = 2;
    }
}
