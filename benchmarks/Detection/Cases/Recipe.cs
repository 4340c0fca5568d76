using GradGuard.Detection.Problems;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.optim;

namespace GradGuard.Detection.Cases;

/// <summary>One training run, whole: what is learned, by which model, how. A fault is a recipe with one thing changed.</summary>
internal sealed record Recipe
{
    public required Problem Problem { get; init; }

    public required Func<Module<Tensor, Tensor>> Model { get; init; }

    public Func<IEnumerable<Parameter>, Optimizer> Optimizer { get; init; } = Optimizers.Adam(3e-3);

    /// <summary>Which parameters the optimizer is given.</summary>
    public Func<Module<Tensor, Tensor>, IEnumerable<Parameter>> Trained { get; init; } = model => model.parameters();

    /// <summary>The loss of a step, from 1, in place of the problem's.</summary>
    public Func<int, Tensor, Tensor, Tensor>? Loss { get; init; }

    /// <summary>The loss is multiplied by this before backward.</summary>
    public double LossScale { get; init; } = 1;

    public int BatchSize { get; init; } = 32;

    public int Steps { get; init; } = 150;

    /// <summary>The largest gradient norm, clipped through the guard.</summary>
    public double? Clip { get; init; }

    /// <summary>Batches whose gradients are added up for one step of the optimizer.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Whether the guard is told of each of those batches, rather than of the optimizer's steps.</summary>
    public bool WatchesEveryBatch { get; init; }

    public Func<Optimizer, lr_scheduler.LRScheduler>? Schedule { get; init; }

    /// <summary>Changes the new model before it is watched.</summary>
    public Action<Module<Tensor, Tensor>> Prepare { get; init; } = _ => { };

    /// <summary>Changes the batch of a step, from 1.</summary>
    public Func<int, Tensor, Tensor, (Tensor, Tensor)> Batch { get; init; } = (_, inputs, targets) => (inputs, targets);

    /// <summary>Called before each step, from 1.</summary>
    public Action<int, Module<Tensor, Tensor>, Optimizer> Before { get; init; } = (_, _, _) => { };

    /// <summary>When gradients are zeroed.</summary>
    public Zeroing Zeroing { get; init; } = Zeroing.BeforeForward;

    /// <summary>Whether the optimizer steps at all.</summary>
    public bool StepsOptimizer { get; init; } = true;
}

/// <summary>Where <c>zero_grad</c> stands in the loop.</summary>
internal enum Zeroing
{
    BeforeForward,
    BeforeBackward,
    ToNull,
    AfterBackward,
    Never,
}
