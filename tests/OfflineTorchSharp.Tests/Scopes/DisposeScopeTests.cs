using TorchSharp;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Scopes;

public class DisposeScopeTests
{
    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var t = zeros(2);
        t.Dispose();

        Assert.True(t.IsInvalid);
        var error = Assert.Throws<InvalidOperationException>(() => t.sum());
        Assert.Equal("Tensor invalid -- empty handle.", error.Message);
        t.Dispose();
    }

    [Fact]
    public void A_scope_disposes_what_was_made_in_it()
    {
        Tensor inside;
        using (NewDisposeScope())
            inside = zeros(2) + 1;

        Assert.True(inside.IsInvalid);
    }

    [Fact]
    public void Moving_out_detaching_and_keeping()
    {
        using var outer = NewDisposeScope();
        Tensor moved, detached, kept, lost;
        using (var inner = NewDisposeScope())
        {
            moved = zeros(1).MoveToOuterDisposeScope();
            detached = zeros(1).DetachFromDisposeScope();
            kept = zeros(1);
            lost = zeros(1);
            inner.DisposeEverythingBut(kept);
            Assert.True(lost.IsInvalid);
            Assert.Equal(1, inner.DisposablesCount);
        }

        Assert.False(moved.IsInvalid);
        Assert.True(outer.Contains(moved));
        Assert.True(kept.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void Attaching_brings_a_tensor_into_a_scope()
    {
        var t = zeros(1);
        using (var scope = NewDisposeScope())
            scope.Attach(t);

        Assert.True(t.IsInvalid);
    }

    [Fact]
    public void The_current_scope_is_the_innermost_one()
    {
        Assert.Null(CurrentDisposeScope);
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
                Assert.Same(inner, CurrentDisposeScope);
            Assert.Same(outer, CurrentDisposeScope);
        }
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void Scopes_belong_to_their_thread()
    {
        using var scope = NewDisposeScope();
        DisposeScope? seen = scope;
        var thread = new Thread(() => seen = CurrentDisposeScope);
        thread.Start();
        thread.Join();

        Assert.Null(seen);
    }

    [Fact]
    public void The_gradient_stays_on_its_leaf_when_its_wrapper_dies_with_a_scope()
    {
        var x = ones(2, requires_grad: true);
        Tensor wrapper;
        using (NewDisposeScope())
        {
            (x * 2).sum().backward();
            wrapper = x.grad!;
        }

        Assert.True(wrapper.IsInvalid);
        Assert.Equal(4.0, x.grad!.sum().ToDouble());
    }

    [Fact]
    public void A_wrapped_expression_keeps_only_its_result()
    {
        Tensor? middle = null;
        using var result = WrappedTensorDisposeScope(() =>
        {
            middle = zeros(2);
            return middle + 1;
        });

        Assert.True(middle!.IsInvalid);
        Assert.Equal(2.0, result.sum().ToDouble());
    }

    [Fact]
    public void Statistics_count_every_tensor_of_the_thread()
    {
        var statistics = DisposeScopeManager.Statistics.TensorStatistics;
        statistics.Reset();
        var outside = zeros(1);
        using (NewDisposeScope())
        {
            zeros(1).DetachFromDisposeScope().Dispose();
            zeros(1).Dispose();
            _ = zeros(1);
        }

        Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        Assert.Equal(3, statistics.CreatedInScopeCount);
        Assert.Equal(2, statistics.DisposedInScopeCount);
        Assert.Equal(1, statistics.DisposedOutsideScopeCount);
        Assert.Equal(1, statistics.DetachedFromScopeCount);
        Assert.Equal(1, statistics.ThreadTotalLiveCount);
        outside.Dispose();
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_disposed_scope_takes_nothing_more()
    {
        var scope = NewDisposeScope();
        scope.Dispose();
        scope.Dispose();

        Assert.Throws<ObjectDisposedException>(() => scope.Attach(zeros(1)));
    }
}
