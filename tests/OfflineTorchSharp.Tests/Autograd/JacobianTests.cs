using GradGuard.OfflineTorchSharp.Tests.Tensors;
using static TorchSharp.torch;

namespace GradGuard.OfflineTorchSharp.Tests.Autograd;

public class JacobianTests
{
    [Fact]
    public void A_jacobian_has_the_derivative_of_each_output_by_each_input()
    {
        var jacobian = autograd.functional.jacobian((Tensor x) => stack([x[0] * x[1], x[1].pow(2)]), tensor(new[] { 2f, 3f }));

        Assert.Equal([2, 2], jacobian.shape);
        Assert.Equal([3.0, 2.0, 0.0, 6.0], Elements.Of(jacobian));
    }
}
