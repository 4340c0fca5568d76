using System.Diagnostics.Metrics;
using GradGuard.Runtime.Tests.Guarding;
using GradGuard.Telemetry;

namespace GradGuard.Runtime.Tests.Telemetry;

public class ThrowingListenerTests
{
    [Fact]
    public void A_listener_that_throws_reaches_neither_training_nor_the_measurements()
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == MetricNames.Meter)
                    own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new InvalidOperationException("listener"));
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => throw new InvalidOperationException("listener"));
        listener.Start();
        List<string> messages = [];
        using var model = new TwoLayers();
        using var guard = Quiet.Watch(model, messages);

        for (var step = 0; step < 20; step++)
        {
            GradientGuardTests.Backward(model);
            guard.ClipGradNorm(1);
            guard.Step(step == 10 ? double.NaN : 0.5);
        }

        Assert.Equal(20, guard.StepCount);
        guard.ReadLatest(snapshot => Assert.Equal(20, snapshot.Step));
        Assert.Contains(guard.Findings, finding => finding.Symptom == Symptom.LossDiverging);
        Assert.Contains("a listener to the metrics failed", Assert.Single(messages));
    }
}
