using System.Runtime;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Overhead;

/// <summary>
/// Whether memory stays flat over many steps with everything on: live objects of the managed heap, live tensors, and the process's resident
/// memory, at a tenth of the run and at its end.
/// </summary>
internal static class MemoryOverSteps
{
    private const int Steps = 100_000;
    private const int WarmUpSteps = Steps / 10;

    public static Table Measure()
    {
        var table = new Table(
            $"Memory over {Steps:n0} steps",
            "A small network trained with every tier, clipping and a run log: live objects on the managed heap, live tensors, and the process's resident memory. Budget: flat.",
            "step", "managed", "tensors", "resident", "errors contained");
        var runLog = Path.GetTempFileName();
        try
        {
            using var model = Sequential(("fc1", Linear(4, 32)), ("act1", Tanh()), ("fc2", Linear(32, 32)), ("act2", ReLU()), ("head", Linear(32, 1)));
            using var optimizer = optim.Adam(model.parameters(), lr: 1e-4);
            using var guard = GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = runLog });
            using var inputs = randn(16, 4);
            Train(WarmUpSteps);
            var early = Memory.Now();
            Add(WarmUpSteps, early);
            Train(Steps - WarmUpSteps);
            var late = Memory.Now();
            Add(Steps, late);
            return table;

            void Add(int step, Memory memory) =>
                table.Add($"{step:n0}", $"{memory.Managed / 1024.0:n0} KiB", memory.Tensors, $"{memory.Resident / 1048576.0:n1} MiB", guard.InternalErrorCount);

            void Train(int steps)
            {
                for (var step = 0; step < steps; step++)
                {
                    using var scope = NewDisposeScope();
                    optimizer.zero_grad();
                    var loss = model.call(inputs).square().mean();
                    loss.backward();
                    guard.ClipGradNorm(1);
                    optimizer.step();
                    guard.Step(loss);
                    if (step % 1000 == 0)
                    {
                        guard.MeasureNoiseScale(2, 16, _ => model.call(inputs).square().mean());
                        guard.MeasureTopHessianEigenvalue(() => model.call(inputs).square().mean(), mostIterations: 5);
                    }
                }
            }
        }
        finally
        {
            File.Delete(runLog);
        }
    }

    private readonly record struct Memory(long Managed, long Tensors, long Resident)
    {
        public static Memory Now()
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return new Memory(
                GC.GetTotalMemory(forceFullCollection: true),
                DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount,
                Environment.WorkingSet);
        }
    }
}
