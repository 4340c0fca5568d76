using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Overhead;

/// <summary>A whole training step with and without the monitor, and with the naive way of a norm and a histogram per parameter.</summary>
internal static class StepCost
{
    private const int Rounds = 41;
    private const int RoundsOfShortSteps = 401;
    private const double ShortStepMicroseconds = 1000;

    // Every tenth step the weights are copied and compared: a round has one of each kind.
    private const int StepsPerRound = 10;

    // Two looks for new layers, four steps of the extended tier.
    private const int StepsForBytes = 256;

    // The budgets of a step: a share of it where it is long, a time for each tensor where it is short.
    private const double LongStepMicroseconds = 10_000;
    private const double ShareOfLongStep = 0.02;
    private const double MicrosecondsPerTensor = 3;

    public static Table Measure()
    {
        var table = new Table(
            "Training steps",
            "A step of Adam without the monitor, and the time of `guard.Step(loss)` in one with it; beside it the naive way of popular watchers, a `norm().item()` and a histogram of each parameter's gradient. "
            + "Each has a model of its own; times are medians over rounds of ten steps, of which one copies the weights and one compares them. *Longer* is the median difference between rounds with the monitor and without, hooks and caches included; it is below zero where the steps themselves vary by more. *Budget*: 2 % of a step of 10 ms or more, below that 3 µs a tensor, besides reading each gradient once, which is measured: *read* is the plainest vector sum of their memory in the monitor's place. *Bytes*: managed memory that the guard's step allocates, above what TorchSharp's own wrappers of `grad` take, on average over 256 steps; all of it in the steps that the extended tier measures, every 64th, and in the look for new layers, every 128th.",
            "model", "tensors", "elements", "step", "guard.Step", "read", "budget", "share", "longer", "bytes", "naive way", "share");
        foreach (var (name, make, batch) in WatchedModels.All)
            Measure(table, name, make, batch);

        return table;
    }

    private static void Measure(Table table, string name, Func<Module<Tensor, Tensor>> make, Func<Tensor> batch)
    {
        using var inputs = batch();
        using var bare = new Training(make(), inputs);
        using var watched = new Training(make(), inputs);
        using var naive = new Training(make(), inputs);
        using var read = new Training(make(), inputs);
        List<double> guardTimes = [], naiveTimes = [], readTimes = [];
        using var guard = GradientGuard.Watch(watched.Model);
        var isShort = Paired.MedianMicroseconds(9, 1, () => bare.Step(_ => { }))[0] < ShortStepMicroseconds;
        var times = Paired.MedianDifferences(isShort ? RoundsOfShortSteps : Rounds, StepsPerRound, () => bare.Step(_ => { }), () => watched.Step(loss => guardTimes.Add(TimeOf(() => guard.Step(loss)))), () => naive.Step(_ => naiveTimes.Add(TimeOf(() => ReadNaively(naive.Parameters)))), () => read.Step(_ => readTimes.Add(TimeOf(() => ReadPlainly(read.Parameters)))));
        var bytes = Paired.AllocatedBytes(StepsForBytes, () => watched.Step(loss => guard.Step(loss))) - Paired.AllocatedBytes(StepsForBytes, () => bare.Step(_ => ReadGradients(bare.Parameters)));
        var tensors = watched.Parameters.Count;
        var (own, alternative, reading) = (MedianOfRounds(guardTimes), MedianOfRounds(naiveTimes), MedianOfRounds(readTimes));
        var budget = times[0] >= LongStepMicroseconds ? ShareOfLongStep * times[0] : (MicrosecondsPerTensor * tensors) + reading;
        table.Add(
            name, tensors, $"{watched.Parameters.Sum(parameter => parameter.NumberOfElements):N0}", $"{times[0] / 1000:0.00} ms",
            $"{own:0} µs", $"{reading:0} µs", $"{budget:0} µs", $"{own / times[0]:P1}", $"{times[1]:0} µs", $"{bytes:0}", $"{alternative:0} µs", $"{alternative / times[0]:P1}");
    }

    private static void ReadNaively(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            using var gradient = parameter.grad;
            using var norm = gradient!.norm();
            norm.item<float>();
            using var histogram = histc(gradient.flatten(), 64);
            using var counts = histogram.cpu();
        }
    }

    private static void ReadPlainly(IEnumerable<Parameter> parameters)
    {
        var sink = 0L;
        foreach (var parameter in parameters)
        {
            using var gradient = parameter.grad!;
            sink += ReadBandwidth.PlainRead(MemoryMarshal.Cast<byte, float>(gradient.bytes));
        }

        GC.KeepAlive(sink);
    }

    private static double TimeOf(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }

    // The first step, which compiles, stands before the rounds; the mean of a round holds one copy and one comparison of the weights.
    private static double MedianOfRounds(IEnumerable<double> steps)
    {
        var rounds = steps.Skip(1).Chunk(StepsPerRound).Where(round => round.Length == StepsPerRound).Select(round => round.Average()).Order().ToList();
        return rounds[rounds.Count / 2];
    }

    private static void ReadGradients(IEnumerable<Parameter> parameters)
    {
        foreach (var parameter in parameters)
            parameter.grad!.Dispose();
    }

    private sealed class Training(Module<Tensor, Tensor> model, Tensor inputs) : IDisposable
    {
        private readonly optim.Optimizer _optimizer = optim.Adam(model.parameters(), lr: 1e-4);

        public Module<Tensor, Tensor> Model => model;

        public IReadOnlyList<Parameter> Parameters { get; } = [.. model.parameters()];

        public void Step(Action<Tensor> watch)
        {
            using var scope = NewDisposeScope();
            _optimizer.zero_grad();
            var loss = model.call(inputs).square().mean();
            loss.backward();
            _optimizer.step();
            watch(loss);
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            model.Dispose();
        }
    }
}
