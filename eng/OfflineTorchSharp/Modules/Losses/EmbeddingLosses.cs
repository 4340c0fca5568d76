using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

public sealed class CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
{
    public double margin { get; } = margin;

    public override Tensor forward(Tensor input1, Tensor input2, Tensor target)
        => functional.cosine_embedding_loss(input1, input2, target, margin, reduction);
}

public sealed class MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
{
    public double margin { get; } = margin;

    public override Tensor forward(Tensor input1, Tensor input2, Tensor target)
        => functional.margin_ranking_loss(input1, input2, target, margin, reduction);
}

public sealed class HingeEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public double margin { get; } = margin;

    public override Tensor forward(Tensor input, Tensor target)
        => functional.hinge_embedding_loss(input, target, margin, reduction);
}

public sealed class TripletMarginLoss(double margin = 1, long p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
{
    public double margin { get; } = margin;

    public long p { get; } = p;

    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative)
        => functional.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction);
}

public sealed class TripletMarginWithDistanceLoss(Func<Tensor, Tensor, Tensor>? distance = null, double margin = 1, bool swap = false, Reduction reduction = Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
{
    public double margin { get; } = margin;

    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative)
        => functional.triplet_margin_with_distance_loss(anchor, positive, negative, distance, margin, swap, reduction);
}
