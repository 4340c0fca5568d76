using FsCheck;
using FsCheck.Fluent;

namespace GradGuard.Signal.Tests;

/// <summary>Arbitrary well-formed layer graphs over all kinds of nodes, sensible or not.</summary>
internal static class RandomGraphs
{
    private static readonly ActivationFunction[] Functions = [.. Activations.ByName.Values];

    private static readonly WeightInitializer[] Weights =
    [
        WeightInitializer.TorchSharpDefault, WeightInitializer.Unknown, WeightInitializer.Zeros, WeightInitializer.Constant(0.3),
        WeightInitializer.Uniform(0, 1), WeightInitializer.Normal(2), WeightInitializer.Normal(1e-6), WeightInitializer.Xavier(1e3),
        WeightInitializer.Orthogonal(), WeightInitializer.Identity, WeightInitializer.KaimingNormal(1.4, FanMode.FanOut),
    ];

    private static readonly BiasInitializer?[] Biases =
        [null, BiasInitializer.TorchSharpDefault, BiasInitializer.Zeros, BiasInitializer.Constant(-3), BiasInitializer.Unknown];

    public static Arbitrary<LayerGraph> All { get; } = (from seed in Gen.Choose(0, int.MaxValue) select Of(new Random(seed))).ToArbitrary();

    private static LayerGraph Of(Random random, int depth = 0)
    {
        var nodes = new List<LayerNode> { new InputNode("x", random.Next(4) == 0 ? random.NextDouble() * 1e3 : 1, AnySize(random)) };
        int count = random.Next(0, depth == 0 ? 25 : 6);
        for (int i = 0; i < count; i++)
        {
            nodes.Add(Node(random, $"n{random.Next(30)}", nodes.Count, depth));
        }

        return new(nodes, random.Next(nodes.Count));
    }

    private static LayerNode Node(Random random, string path, int before, int depth)
    {
        int[] one = [random.Next(3) == 0 ? random.Next(before) : before - 1];
        int[] several = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(before))];
        WeightInitializer weight = Weights[random.Next(Weights.Length)];
        BiasInitializer? bias = Biases[random.Next(Biases.Length)];
        return random.Next(21) switch
        {
            0 or 1 or 2 => new LinearNode(path, one, AnySize(random), AnySize(random), weight, bias),
            3 => new ConvolutionNode(
                path, one, AnySize(random), AnySize(random), AnySize(random), AnySize(random), AnySize(random), random.Next(2) == 0, weight, bias,
                random.Next(1, 4), AnySize(random)),
            4 or 5 => new ActivationNode(path, one, Functions[random.Next(Functions.Length)]),
            6 => new NormalizationNode(path, one, (NormalizationKind)random.Next(5), random.Next(3)),
            7 => new AddNode(path, several),
            8 => new MultiplyNode(path, several),
            9 => new ScaleNode(path, one, (random.NextDouble() - 0.5) * 10),
            10 => new ConcatenateNode(path, several),
            11 => new PoolNode(path, one, (PoolKind)random.Next(2), AnySize(random), AnySize(random), random.Next(2) == 0 ? AnySize(random) : default),
            12 => new DropoutNode(path, one, random.NextDouble()),
            13 => new ReshapeNode(path, one, random.Next(2) == 0),
            14 => new SelectNode(path, one),
            15 => new EmbeddingNode(path, one, AnySize(random), AnySize(random), weight),
            16 => new RecurrentNode(
                path, one, (RecurrentKind)random.Next(4), AnySize(random), AnySize(random), Size.Of(random.Next(1, 4)), random.Next(2) == 0),
            20 => new PairAttentionNode(path, [random.Next(before), random.Next(before), random.Next(before)], random.Next(2) == 0 ? null : Functions[random.Next(Functions.Length)], AnySize(random), AnySize(random)),
            17 => new AttentionNode(path, [before - 1, before - 1, random.Next(before)], AnySize(random), AnySize(random)),
            18 => random.Next(2) == 0 ? new SoftmaxNode(path, one, random.Next(2) == 0) : new GatedLinearUnitNode(path, one),
            _ => depth < 2 && random.Next(2) == 0
                ? new RepeatNode(path, one, Of(random, depth + 1), AnySize(random))
                : new UnknownNode(path, several, "a call"),
        };
    }

    private static Size AnySize(Random random) => random.Next(8) switch
    {
        0 => Size.Unknown,
        1 or 2 => Size.Named("abc"[random.Next(3)].ToString()),
        3 => Size.Of(random.Next(0, 3)),
        4 => Size.Of(random.NextInt64(1, 1L << 40)),
        _ => Size.Of(random.Next(1, 600)),
    };
}
