using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>Log-softmax and negative log-likelihood in one; takes raw scores.</summary>
public sealed class CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean, double label_smoothing = 0)
    : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public long? ignore_index { get; } = ignore_index;

    public double label_smoothing { get; } = label_smoothing;

    public override Tensor forward(Tensor input, Tensor target)
        => functional.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
}

/// <summary>Takes log-probabilities.</summary>
public sealed class NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public override Tensor forward(Tensor input, Tensor target)
        => functional.nll_loss(input, target, weight, reduction);
}

/// <summary>Takes probabilities.</summary>
public sealed class BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public override Tensor forward(Tensor input, Tensor target)
        => functional.binary_cross_entropy(input, target, weight, reduction);
}

/// <summary>The sigmoid is part of it; takes raw scores.</summary>
public sealed class BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
    : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public Tensor? pos_weights { get; } = pos_weights;

    public override Tensor forward(Tensor input, Tensor target)
        => functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
}

public sealed class MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean)
    : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public override Tensor forward(Tensor input, Tensor target)
        => functional.multilabel_soft_margin_loss(input, target, weight, reduction);
}

public sealed class MultiMarginLoss(int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public int p { get; } = p;

    public double margin { get; } = margin;

    public override Tensor forward(Tensor input, Tensor target)
        => functional.multi_margin_loss(input, target, p, margin, weight, reduction);
}

public sealed class MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public override Tensor forward(Tensor input, Tensor target)
        => functional.multi_label_margin_loss(input, target, reduction);
}

public sealed class SoftMarginLoss(Reduction reduction = Reduction.Mean) : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public override Tensor forward(Tensor input, Tensor target)
        => functional.soft_margin_loss(input, target, reduction);
}

public sealed class CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor, Tensor, Tensor>(reduction)
{
    public long blank { get; } = blank;

    public bool zero_infinity { get; } = zero_infinity;

    public override Tensor forward(Tensor log_probs, Tensor targets, Tensor input_lengths, Tensor target_lengths)
        => functional.ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, zero_infinity, reduction);
}
