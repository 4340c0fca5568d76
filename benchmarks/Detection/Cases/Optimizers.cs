using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace GradGuard.Detection.Cases;

/// <summary>Optimizers by name and learning rate.</summary>
internal static class Optimizers
{
    public static Func<IEnumerable<Parameter>, Optimizer> Sgd(double rate, double momentum = 0, double weightDecay = 0) =>
        parameters => SGD(parameters, rate, momentum, weight_decay: weightDecay);

    public static Func<IEnumerable<Parameter>, Optimizer> Adam(double rate) => parameters => optim.Adam(parameters, rate);

    public static Func<IEnumerable<Parameter>, Optimizer> AdamW(double rate) => parameters => optim.AdamW(parameters, rate);

    public static Func<IEnumerable<Parameter>, Optimizer> RmsProp(double rate) => parameters => RMSProp(parameters, rate);

    public static Func<Optimizer, lr_scheduler.LRScheduler> WarmUp(int steps) =>
        optimizer => lr_scheduler.LambdaLR(optimizer, step => Math.Min(1, (step + 1.0) / steps));

    public static Func<Optimizer, lr_scheduler.LRScheduler> Cosine(int steps) => optimizer => lr_scheduler.CosineAnnealingLR(optimizer, steps);
}
