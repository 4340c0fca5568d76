using GradGuard.OfflineTorchSharp.Tests.Peer;
using GradGuard.OfflineTorchSharp.Tests.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.init;

namespace GradGuard.OfflineTorchSharp.Tests.Modules;

public class InitialisationTests(TrainingFigures figures) : IClassFixture<TrainingFigures>
{
    private static readonly Dictionary<string, Func<Module>> Layers = new()
    {
        ["Linear"] = () => Linear(5, 7),
        ["Bilinear"] = () => Bilinear(3, 4, 2),
        ["Conv2d"] = () => Conv2d(4, 6, 3, groups: 2),
        ["ConvTranspose2d"] = () => ConvTranspose2d(4, 6, 3, groups: 2),
        ["LSTM"] = () => LSTM(3, 4, 2, bidirectional: true),
        ["GRUCell"] = () => GRUCell(3, 4),
        ["Embedding"] = () => Embedding(6, 5, padding_idx: 1),
        ["MultiheadAttention"] = () => MultiheadAttention(8, 2),
        ["TransformerEncoderLayer"] = () => TransformerEncoderLayer(8, 2, 16),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["uniform_"] = t => uniform_(t, -2, 3),
        ["normal_"] = t => normal_(t, 1, 2),
        ["trunc_normal_"] = t => trunc_normal_(t, 0.5, 2, -1, 2),
        ["xavier_uniform_"] = t => xavier_uniform_(t, 1.5),
        ["xavier_normal_"] = t => xavier_normal_(t, 1.5),
        ["kaiming_uniform_"] = t => kaiming_uniform_(t, 0.3),
        ["kaiming_normal_"] = t => kaiming_normal_(t, mode: FanInOut.FanOut, nonlinearity: NonlinearityType.ReLU),
        ["orthogonal_"] = t => orthogonal_(t, 2),
        ["sparse_"] = t => sparse_(t, 0.4, 0.1),
        ["eye_"] = eye_,
        ["constant_"] = t => constant_(t, 0.7),
    };

    public static TheoryData<string> LayerNames => new(Layers.Keys);

    public static TheoryData<string> FunctionNames => new(Functions.Keys);

    [Theory]
    [MemberData(nameof(LayerNames))]
    public void From_one_seed_a_layer_starts_with_the_numbers_of_PyTorch(string name)
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "Another libtorch than PyTorch's may draw other numbers.");
        manual_seed(17);
        using var layer = Layers[name]();
        foreach (var (parameter, tensor) in layer.named_parameters())
        {
            figures.AssertClose($"created {name}.{parameter}", Elements.Of(tensor), 1e-6);
        }
    }

    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void From_one_seed_a_function_draws_the_numbers_of_PyTorch(string name)
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "Another libtorch than PyTorch's may draw other numbers.");
        manual_seed(23);
        using var filled = Functions[name](empty(4, 6));
        figures.AssertClose($"filled {name}", Elements.Of(filled));
    }

    [Fact]
    public void Dirac_passes_the_channels_on() => figures.AssertClose("filled dirac_", Elements.Of(dirac_(empty(4, 3, 3, 2))));

    [Fact]
    public void Linear_and_convolution_are_uniform_up_to_one_over_the_root_of_fan_in()
    {
        using var linear = Linear(100, 200);
        AssertUniform(linear.weight, 0.1);
        AssertUniform(linear.bias!, 0.1);
        using var convolution = Conv2d(16, 256, 5);
        AssertUniform(convolution.weight, 1 / Math.Sqrt(16 * 25));
        AssertUniform(convolution.bias!, 1 / Math.Sqrt(16 * 25));
    }

    [Fact]
    public void The_bias_of_a_transposed_convolution_counts_fan_in_by_its_output_channels()
    {
        using var layer = ConvTranspose2d(32, 256, 3);
        AssertUniform(layer.weight, 1 / Math.Sqrt(256 * 9));
        AssertUniform(layer.bias!, 1 / Math.Sqrt(256 * 9));
    }

    [Fact]
    public void Recurrent_layers_are_uniform_up_to_one_over_the_root_of_the_state()
    {
        using var layer = LSTM(30, 64);
        foreach (var parameter in layer.parameters())
        {
            AssertUniform(parameter, 0.125);
        }
    }

    [Fact]
    public void Normalizations_start_at_one_and_zero()
    {
        using var batch = BatchNorm2d(3);
        using var layer = LayerNorm(4);
        Assert.Equal([1.0, 1, 1], Elements.Of(batch.weight));
        Assert.Equal([0.0, 0, 0], Elements.Of(batch.bias!));
        Assert.Equal([1.0, 1, 1, 1], Elements.Of(layer.weight));
    }

    [Fact]
    public void An_embedding_is_standard_normal_with_zeros_for_the_padding()
    {
        manual_seed(5);
        using var layer = Embedding(200, 100, padding_idx: 3);
        var table = Elements.Of(layer.weight!);
        Assert.InRange(table.Average(), -0.05, 0.05);
        Assert.InRange(table.Average(x => x * x), 0.95, 1.05);
        Assert.All(table[300..400], element => Assert.Equal(0, element));
    }

    [Fact]
    public void Xavier_normal_draws_from_a_uniform_distribution()
    {
        var bound = Math.Sqrt(6.0 / (300 + 400));
        using var weight = xavier_normal_(empty(300, 400));
        var largest = Elements.Of(weight).Max(Math.Abs);
        Assert.InRange(largest, 0.999 * bound, 1.0001 * bound);
    }

    [Theory]
    [InlineData(NonlinearityType.Linear, 0, 1)]
    [InlineData(NonlinearityType.Conv2D, 0, 1)]
    [InlineData(NonlinearityType.Sigmoid, 0, 1)]
    [InlineData(NonlinearityType.Tanh, 0, 5.0 / 3)]
    [InlineData(NonlinearityType.ReLU, 0, 1.4142135623730951)]
    [InlineData(NonlinearityType.LeakyReLU, 0, 1.4142135623730951)]
    [InlineData(NonlinearityType.LeakyReLU, 1, 1)]
    public void The_gain_of_a_nonlinearity(NonlinearityType nonlinearity, double parameter, double gain)
        => Assert.Equal(gain, calculate_gain(nonlinearity, parameter), 12);

    [Fact]
    public void Fan_in_and_fan_out_count_the_receptive_field()
    {
        Assert.Equal((3, 2), CalculateFanInAndFanOut(empty(2, 3)));
        Assert.Equal((3 * 20, 2 * 20), CalculateFanInAndFanOut(empty(2, 3, 4, 5)));
        Assert.Throws<ArgumentException>(() => CalculateFanInAndFanOut(empty(2)));
    }

    [Fact]
    public void An_initializer_returns_the_parameter_itself()
    {
        using var weight = new Parameter(empty(3, 3));
        Assert.Same(weight, kaiming_normal_(weight));
        Assert.True(weight.is_leaf);
    }

    // The largest of 200 numbers lies in the last tenth of their range but once in a billion draws; of 64, once in 850 it does not.
    private static void AssertUniform(Tensor tensor, double bound)
    {
        var values = Elements.Of(tensor);
        Assert.InRange(values.Max(Math.Abs), 0.9 * bound, bound);
        if (values.Length >= 1000)
        {
            Assert.InRange(values.Average(x => x * x), 0.9 * bound * bound / 3, 1.1 * bound * bound / 3);
        }
    }
}
