using GradGuard.OfflineTorchSharp.Tests.Peer;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

public class TensorCreationTests
{
    [Fact]
    public void Sizes_are_given_as_several_numbers_or_as_an_array()
    {
        Assert.Equal([2, 3], zeros(2, 3).shape);
        Assert.Equal([2, 3], ones([2, 3]).shape);
        Assert.Equal([2, 3, 4], rand(2, 3, 4).shape);
        Assert.Equal([5], randn(5).shape);
        Assert.Equal([2, 2], full(2, 2, 7).shape);
    }

    [Fact]
    public void The_element_type_follows_the_dotnet_type()
    {
        Assert.Equal(ScalarType.Float32, tensor(1f).dtype);
        Assert.Equal(ScalarType.Float64, tensor(1.0).dtype);
        Assert.Equal(ScalarType.Int64, tensor(1L).dtype);
        Assert.Equal(ScalarType.Int32, tensor(1).dtype);
        Assert.Equal(ScalarType.Bool, tensor(true).dtype);
        Assert.Equal(ScalarType.Int64, tensor(new[] { 1L, 2L }).dtype);
        Assert.Equal(ScalarType.Float32, tensor(new[] { 1.0, 2.0 }, dtype: float32).dtype);
    }

    [Fact]
    public void Without_a_type_floats_are_the_default_and_ranges_of_integers_stay_integers()
    {
        Assert.Equal(ScalarType.Float32, zeros(1).dtype);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(0, 1, 0.25).dtype);
        Assert.Equal(ScalarType.Int64, full(1, 7).dtype);
        Assert.Equal(ScalarType.Float32, full(1, 7.0).dtype);
    }

    [Fact]
    public void An_array_of_several_dimensions_keeps_its_shape()
    {
        var t = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });

        Assert.Equal([2, 3], t.shape);
        Assert.Equal(6f, t[1, 2].item<float>());
        Assert.Equal([2, 1, 2], from_array(new long[2, 1, 2]).shape);
    }

    [Fact]
    public void A_shape_that_the_elements_do_not_fill_is_refused() =>
        Assert.ThrowsAny<Exception>(() => tensor(new[] { 1f, 2f, 3f }, [2, 2]));

    [Fact]
    public void Likes_take_shape_and_type_from_their_model()
    {
        var model = zeros(2, 3, dtype: float64);

        Assert.Equal([2, 3], ones_like(model).shape);
        Assert.Equal(ScalarType.Float64, model.rand_like().dtype);
        Assert.Equal(ScalarType.Float32, zeros_like(model, dtype: float32).dtype);
        Assert.Equal(2.5, full_like(model, 2.5)[0, 0].item<double>());
    }

    [Fact]
    public void Ranges_and_matrices_of_ones_and_zeros()
    {
        Assert.Equal([1.0, 3.0, 5.0], Elements.Of(arange(1, 6, 2)));
        Assert.Equal([0.0, 0.5, 1.0], Elements.Of(linspace(0, 1, 3)));
        Assert.Equal([1.0, 0.0, 0.0, 1.0], Elements.Of(eye(2)));
    }

    [Fact]
    public void A_generator_repeats_its_numbers()
    {
        var first = rand([4], generator: new Generator(3));
        var second = rand([4], generator: new Generator(3));

        Assert.Equal(Elements.Of(first), Elements.Of(second));
    }

    [Fact]
    public void The_same_seed_repeats_the_numbers()
    {
        manual_seed(11);
        var first = Elements.Of(randn(6));
        manual_seed(11);

        Assert.Equal(first, Elements.Of(randn(6)));
    }

    [Fact]
    public void The_default_generator_outlives_its_disposal()
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "TorchSharp frees it.");
        Generator.Default.Dispose();

        Assert.Equal([3], rand(3).shape);
        Assert.Equal(5, manual_seed(5).initial_seed());
    }

    [Fact]
    public void Requires_grad_can_be_asked_for_at_creation() => Assert.True(ones(2, requires_grad: true).requires_grad);
}
