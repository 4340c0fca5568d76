using System.Runtime.InteropServices;
using GradGuard.OfflineTorchSharp.Tests.Peer;
using GradGuard.OfflineTorchSharp.Tests.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Autograd;

public class AutogradTests
{
    private readonly Tensor _x = tensor(new[] { 1f, 2f, 3f }, requires_grad: true);

    [Fact]
    public void Gradients_accumulate_over_backwards()
    {
        Assert.Null(_x.grad);
        (_x * _x).sum().backward();
        Assert.Equal([2.0, 4.0, 6.0], Elements.Of(_x.grad!));
        (_x * _x).sum().backward();

        Assert.Equal([4.0, 8.0, 12.0], Elements.Of(_x.grad!));
    }

    [Fact]
    public void Each_read_of_grad_is_a_new_wrapper_around_the_same_memory()
    {
        (_x * 2).sum().backward();
        using var first = _x.grad!;
        using var second = _x.grad!;

        Assert.NotSame(first, second);
        Assert.NotEqual(first.Handle, second.Handle);
        first.zero_();
        Assert.Equal(0.0, second.abs().sum().ToDouble());
    }

    [Fact]
    public void Grad_can_be_set_and_cleared()
    {
        _x.grad = ones(3);
        Assert.Equal(3.0, _x.grad!.sum().ToDouble());
        _x.grad = null;

        Assert.Null(_x.grad);
    }

    [Fact]
    public void A_second_backward_through_the_same_graph_is_refused_unless_it_was_retained()
    {
        var kept = (_x * _x).sum();
        kept.backward(retain_graph: true);
        kept.backward();

        Assert.Throws<ExternalException>(() => kept.backward());
    }

    [Fact]
    public void Backward_takes_gradients_and_inputs()
    {
        var y = tensor(2f, requires_grad: true);
        (_x * y).backward([tensor(new[] { 1f, 0f, 0f })], inputs: [_x]);

        Assert.Equal([2.0, 0.0, 0.0], Elements.Of(_x.grad!));
        Assert.Null(y.grad);
    }

    [Fact]
    public void Retained_gradients_of_intermediate_tensors_are_read_through_an_alias()
    {
        var hidden = _x * 3;
        using var probe = hidden.alias();
        probe.retain_grad();
        hidden.pow(2).sum().backward();

        Assert.Equal([6.0, 12.0, 18.0], Elements.Of(probe.grad!));
    }

    [Fact]
    public void Retain_grad_needs_a_tensor_that_requires_grad() =>
        Assert.Throws<ExternalException>(() => zeros(2).retain_grad());

    [Fact]
    public void Leaves_and_flags()
    {
        var y = _x * 2;

        Assert.True(_x.is_leaf);
        Assert.False(y.is_leaf);
        Assert.True(y.requires_grad);
        Assert.False(y.detach().requires_grad);
    }

    [Fact]
    public void Detach_shares_memory()
    {
        using var d = _x.detach();
        d[0] = tensor(9f);

        Assert.Equal(9f, _x[0].item<float>());
    }

    [Fact]
    public void In_place_on_a_leaf_that_requires_grad_is_refused() => Assert.Throws<ExternalException>(() => _x.sigmoid_());

    [Fact]
    public void An_in_place_change_of_what_backward_needs_is_found()
    {
        var y = _x.sigmoid();
        var z = y.relu_();

        var error = Assert.Throws<ExternalException>(() => z.sum().backward());
        Assert.Contains("modified by an inplace operation", error.Message);
    }

    [Fact]
    public void No_grad_and_inference_mode_record_nothing()
    {
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            Assert.False((_x * 2).requires_grad);
            using (enable_grad())
                Assert.True((_x * 2).requires_grad);
        }
        using (inference_mode())
            Assert.False((_x * 2).requires_grad);

        Assert.True(is_grad_enabled());
        Assert.True((_x * 2).requires_grad);
    }

    [Fact]
    public void Autograd_grad_leaves_the_grad_fields_alone()
    {
        var gradients = autograd.grad([(_x * _x).sum()], [_x]);

        Assert.Equal([2.0, 4.0, 6.0], Elements.Of(gradients[0]));
        Assert.Null(_x.grad);
    }

    [Fact]
    public void An_unused_input_has_an_invalid_gradient_where_that_is_allowed()
    {
        var unused = ones(1, requires_grad: true);

        Assert.True(autograd.grad([_x.sum()], [unused], allow_unused: true)[0].IsInvalid);
    }

    [Fact]
    public void An_unused_input_is_refused_elsewhere()
    {
        Assert.SkipWhen(LoadedTorchSharp.IsReal, "TorchSharp does not catch libtorch's errors in autograd.grad.");
        var unused = ones(1, requires_grad: true);

        Assert.Throws<ExternalException>(() => autograd.grad([_x.sum()], [unused]));
    }

    [Fact]
    public void The_product_of_a_Hessian_and_a_vector_by_two_gradients()
    {
        var vector = tensor(new[] { 1f, 0f, -1f });
        var gradient = autograd.grad([_x.pow(3).sum()], [_x], retain_graph: true, create_graph: true)[0];
        var product = autograd.grad([(gradient * vector).sum()], [_x])[0];

        Assert.Equal([6.0, 0.0, -18.0], Elements.Of(product));
    }

    [Fact]
    public void Anomaly_detection_names_a_nan_gradient()
    {
        using (autograd.detect_anomaly())
        {
            var loss = (_x - _x).sqrt().mul(0).sum();
            Assert.Throws<ExternalException>(() => loss.backward());
        }
        Assert.False(AnomalyMode.IsEnabled);
    }

    [Fact]
    public void A_sparse_gradient_has_indices_and_values()
    {
        var weight = ones(4, 2, requires_grad: true);
        var gathered = weight.index_select(0, tensor(new[] { 1L, 1L }));
        gathered.sum().backward();
        var sparse = sparse_coo_tensor(tensor(new[,] { { 1L, 1L } }), ones(2, 2), [4, 2]);

        Assert.False(weight.grad!.is_sparse);
        Assert.True(sparse.is_sparse);
        Assert.Equal([1L, 1L], Elements.Integers(sparse.SparseIndices));
        Assert.Equal([2, 2], sparse.SparseValues.shape);
        Assert.Equal(Elements.Of(weight.grad!), Elements.Of(sparse.to_dense()));
    }
}
