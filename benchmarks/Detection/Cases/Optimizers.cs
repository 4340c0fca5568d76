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

    public static Func<Optimizer, lr_scheduler.LRScheduler> OneCycle(double peak, int steps) =>
        optimizer => lr_scheduler.OneCycleLR(optimizer, peak, total_steps: steps + 1);

    /// <summary>Cosines down to 0 that start anew (Loshchilov and Hutter 2017).</summary>
    public static Func<Optimizer, lr_scheduler.LRScheduler> Restarts(int period) =>
        optimizer => lr_scheduler.LambdaLR(optimizer, step => 0.5 * (1 + Math.Cos(Math.PI * (step % period) / period)));

    public static Func<Optimizer, lr_scheduler.LRScheduler> Cosine(int steps) => optimizer => lr_scheduler.CosineAnnealingLR(optimizer, steps);
}
