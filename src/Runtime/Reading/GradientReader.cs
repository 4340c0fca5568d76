using GradGuard.Snapshots;
using TorchSharp;
using TorchSharp.Modules;

namespace GradGuard.Reading;

/// <summary>Reads every gradient of a step once: on the CPU where it lies, elsewhere by tensor operations and one copy to the host.</summary>
internal sealed class GradientReader
{
    private readonly DeviceReader _device = new();

    /// <summary>Whether CPU tensors too take the way of other devices; for tests on machines without one.</summary>
    public bool TreatCpuAsDevice { get; init; }

    /// <summary>Fills <paramref name="snapshot"/> with the statistics of each parameter's gradient and adds them up.</summary>
    public void Read(ReadOnlySpan<Parameter> parameters, StepSnapshot snapshot)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            // Each read of grad makes a new wrapper.
            var gradient = parameters[i].grad;
            if (gradient is null)
            {
                snapshot.StateBuffer[i] = GradientState.Missing;
                snapshot.ParameterBuffer[i] = default;
                continue;
            }

            snapshot.StateBuffer[i] = GradientState.Present;
            if (gradient.device_type != DeviceType.CPU || TreatCpuAsDevice)
            {
                _device.Add(i, gradient);
                continue;
            }

            using (gradient)
                snapshot.ParameterBuffer[i] = HostReader.Measure(gradient);
        }

        _device.Flush(snapshot.ParameterBuffer);
        snapshot.Aggregate();
    }
}
