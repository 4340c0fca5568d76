using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Tensors;

public class TensorArithmeticTests
{
    private readonly Tensor _t = tensor(new[] { 1f, 2f, 4f });

    [Fact]
    public void Numbers_stand_on_either_side()
    {
        Assert.Equal([2.0, 3.0, 5.0], Elements.Of(_t + 1));
        Assert.Equal([0.0, -1.0, -3.0], Elements.Of(1 - _t));
        Assert.Equal([2.0, 4.0, 8.0], Elements.Of(2.0f * _t));
        Assert.Equal([1.0, 0.5, 0.25], Elements.Of(1.0 / _t));
        Assert.Equal([1.0, 0.0, 0.0], Elements.Of(_t % 2));
        Assert.Equal([-1.0, -2.0, -4.0], Elements.Of(-_t));
    }

    [Fact]
    public void A_number_does_not_change_the_element_type()
    {
        Assert.Equal(ScalarType.Float32, (_t * 2.0).dtype);
        Assert.Equal(ScalarType.Float32, (2.0 / _t).dtype);
        Assert.Equal(ScalarType.Int64, (arange(3) * 2).dtype);
    }

    [Fact]
    public void Comparisons_give_truth_values()
    {
        Assert.Equal([false, true, true], Elements.Truths(_t > 1));
        Assert.Equal([true, false, false], Elements.Truths(_t == 1));
        Assert.Equal([false, true, false], Elements.Truths((_t >= 2) & (_t < 4)));
        Assert.Equal([true, false, true], Elements.Truths(~(_t == 2)));
    }

    [Fact]
    public void In_place_operations_return_the_same_object()
    {
        Assert.Same(_t, _t.add_(1));
        Assert.Same(_t, _t.mul_(2));
        Assert.Same(_t, _t.clamp_(min: 0, max: 6));

        Assert.Equal([4.0, 6.0, 6.0], Elements.Of(_t));
    }

    [Fact]
    public void Shapes_that_do_not_fit_give_libtorchs_message()
    {
        var error = Assert.Throws<ExternalException>(() => _t + zeros(2));

        Assert.Contains("must match the size of tensor b (2)", error.Message);
    }

    [Fact]
    public void Non_finite_values_are_found()
    {
        var t = tensor(new[] { 1f, float.NaN, float.PositiveInfinity });

        Assert.Equal([false, true, false], Elements.Truths(t.isnan()));
        Assert.Equal([false, false, true], Elements.Truths(t.isinf()));
        Assert.Equal([true, false, false], Elements.Truths(isfinite(t)));
    }

    [Fact]
    public void Norms()
    {
        Assert.Equal(Math.Sqrt(21), _t.norm().ToDouble(), 1e-6);
        Assert.Equal(7.0, _t.norm(1f).ToDouble());
        Assert.Equal(4.0, _t.norm(float.PositiveInfinity).ToDouble());
        Assert.Equal(Math.Sqrt(21), linalg.vector_norm(_t).ToDouble(), 1e-6);
        Assert.Equal(ScalarType.Float16, _t.half().norm().dtype);
        Assert.Throws<ExternalException>(() => arange(3).norm());
    }

    [Fact]
    public void A_float_norm_overflows_where_a_double_one_does_not()
    {
        var t = full(4, 1e20f, dtype: float32);

        Assert.Equal(float.PositiveInfinity, t.norm().item<float>());
        Assert.Equal(2e20, t.@double().norm().item<double>(), 1e13);
    }

    [Fact]
    public void Reductions_take_dimensions()
    {
        var m = tensor(new[,] { { 1f, 5f }, { 3f, 2f } });

        Assert.Equal([4.0, 7.0], Elements.Of(m.sum(dim: 0)));
        Assert.Equal([2, 1], m.sum(1, keepdim: true).shape);
        var (values, indexes) = m.max(1);
        Assert.Equal([5.0, 3.0], Elements.Of(values));
        Assert.Equal([1L, 0L], Elements.Integers(indexes));
        Assert.Equal(1L, m.argmax().item<long>());
        Assert.Equal([1.0, 2.0], Elements.Of(m.amin([1])));
        Assert.Equal(4L, m.count_nonzero().item<long>());
        Assert.True((m > 0).all().item<bool>());
    }

    [Fact]
    public void Allclose_and_equality_by_value()
    {
        Assert.True(_t.allclose(_t + 1e-9));
        Assert.True(_t.Equals(_t.clone()));
        Assert.False(_t.Equals(_t + 1));
    }
}
