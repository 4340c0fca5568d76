using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

public sealed class MSELoss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public override Tensor forward(Tensor input, Tensor target)
        => functional.mse_loss(input, target, reduction);
}

public sealed class L1Loss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public override Tensor forward(Tensor input, Tensor target)
        => functional.l1_loss(input, target, reduction);
}

public sealed class SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public double beta { get; } = beta;

    public override Tensor forward(Tensor input, Tensor target)
        => functional.smooth_l1_loss(input, target, reduction, beta);
}

public sealed class HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public double delta { get; } = delta;

    public override Tensor forward(Tensor input, Tensor target)
        => functional.huber_loss(input, target, delta, reduction);
}

/// <summary>Takes log-probabilities on both sides, unlike PyTorch&apos;s.</summary>
public sealed class KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public bool log_target { get; } = log_target;

    public override Tensor forward(Tensor input, Tensor target)
        => functional.kl_div(input, target, log_target, reduction);
}

public sealed class PoissonNLLLoss(bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public bool log_input { get; } = log_input;

    public bool full { get; } = full;

    public float eps { get; } = eps;

    public override Tensor forward(Tensor input, Tensor target)
        => functional.poisson_nll_loss(input, target, log_input, full, eps, reduction);
}

public sealed class GaussianNLLLoss(bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
{
    public bool full { get; } = full;

    public float eps { get; } = eps;

    public override Tensor forward(Tensor input, Tensor target, Tensor variance)
        => functional.gaussian_nll_loss(input, target, variance, full, eps, reduction);
}
