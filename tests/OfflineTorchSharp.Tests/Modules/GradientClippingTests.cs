using System.Globalization;
using GradGuard.OfflineTorchSharp.Tests.Modules.Numerics;
using GradGuard.OfflineTorchSharp.Tests.Peer;
using GradGuard.OfflineTorchSharp.Tests.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.utils;

namespace GradGuard.OfflineTorchSharp.Tests.Modules;

public class GradientClippingTests(TrainingFigures figures) : IClassFixture<TrainingFigures>
{
    private readonly Parameter[] _parameters = [new(zeros(2, 3)), new(zeros(4)), new(zeros(1))];

    [Theory]
    [InlineData(2)]
    [InlineData(1)]
    [InlineData(double.PositiveInfinity)]
    public void The_norm_before_and_the_gradients_after_are_those_of_PyTorch(double type)
    {
        SetGradients();
        var name = "clip " + (double.IsInfinity(type) ? "inf" : type.ToString("F1", CultureInfo.InvariantCulture));
        figures.AssertClose($"{name}.norm", [clip_grad_norm_(_parameters, 1.5, type)]);
        figures.AssertClose($"{name}.gradients", Gradients());
    }

    [Fact]
    public void Gradients_below_the_limit_stay_as_they_are()
    {
        SetGradients();
        var before = Gradients();
        clip_grad_norm_(_parameters, 1e6);
        Assert.Equal(before, Gradients());
    }

    [Fact]
    public void Without_any_gradient_the_norm_is_zero() => Assert.Equal(0, clip_grad_norm_(_parameters, 1));

    [Fact]
    public void A_norm_that_is_not_a_number_poisons_every_gradient()
    {
        SetGradients();
        using var poison = full(1, float.NaN);
        _parameters[2].grad = poison;
        Assert.True(double.IsNaN(clip_grad_norm_(_parameters, 1)));
        Assert.All(Gradients(), element => Assert.True(double.IsNaN(element)));
    }

    [Fact]
    public void Clipping_by_value_bounds_each_element()
    {
        SetGradients();
        var before = Gradients();
        clip_grad_value_(_parameters, 0.5);
        Assert.Equal(before.Select(element => Math.Clamp(element, -0.5, 0.5)), Gradients());
    }

    [Fact]
    public void Parameters_become_a_vector_and_come_back()
    {
        using var vector = parameters_to_vector(_parameters);
        Assert.Equal([11L], vector.shape);
        using var other = arange(11, dtype: ScalarType.Float32);
        vector_to_parameters(other, _parameters);
        Assert.Equal([0.0, 1, 2, 3, 4, 5], Elements.Of(_parameters[0]));
        Assert.Equal([10.0], Elements.Of(_parameters[2]));
    }

    private void SetGradients()
    {
        using var first = Formulas.Numbers([2, 3]);
        using var second = Formulas.Numbers([4], 2) * 3;
        _parameters[0].grad = first.clone();
        _parameters[1].grad = second.clone();
    }

    private double[] Gradients() => [.. Elements.Of(_parameters[0].grad!), .. Elements.Of(_parameters[1].grad!)];
}
