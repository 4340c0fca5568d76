using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using GradGuard.AnalysisCost;

if (args is ["--in-turns"])
{
    await InTurns.Print(Workload.Zoo, rounds: 12);
    await InTurns.Print(Workload.LargeModel, rounds: 30);
    await InTurns.Print(Workload.Application, rounds: 4);
    return;
}

// In this process, since the project that BenchmarkDotNet would build knows nothing of the repository's settings.
var config = DefaultConfig.Instance
    .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10))
    .AddDiagnoser(MemoryDiagnoser.Default);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length == 0 ? ["--filter", "*"] : args, config);
