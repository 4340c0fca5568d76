using System.Runtime.CompilerServices;
using GradGuard.Runtime.Tests.Guarding;

namespace GradGuard.Runtime.Tests.Telemetry;

public class ForgottenGuardTests
{
    [Fact]
    public void A_guard_that_is_forgotten_with_its_model_stops_being_exported()
    {
        using var metrics = new ExportedMetrics();
        TrainAndForget();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.DoesNotContain(metrics.Collect().Keys, key => key.StartsWith("gradguard.gradient.norm{", StringComparison.Ordinal) && key.Contains("forgotten", StringComparison.Ordinal));
    }

    // In a frame of its own, so that nothing on the stack holds the guard.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void TrainAndForget()
    {
        var model = new TwoLayers();
        var guard = Quiet.Watch(model, new GradientGuardOptions { ModelName = "forgotten" });
        GradientGuardTests.Backward(model);
        guard.Step();
    }
}
