using GradGuard.Detectors;
using GradGuard.Layers;
using GradGuard.Snapshots;
using GradGuard.Statistics;

namespace GradGuard.Runtime.Tests.Detectors;

public class Float16UnderflowDetectorTests
{
    private readonly FindingCollector _findings = new();

    [Theory]
    [InlineData(60, 1e-7, true, true)]
    [InlineData(60, 1e-2, true, false)]
    [InlineData(10, 1e-7, true, false)]
    [InlineData(60, 1e-7, false, false)]
    public void Zeros_beside_the_smallest_numbers_of_float16_are_underflow(int zeros, double size, bool isFloat16, bool isFound)
    {
        var catalog = LayerCatalog.Build([new("a.weight", 100, 2, "Linear") { IsFloat16 = isFloat16 }], "One", 512);
        var detector = new Float16UnderflowDetector(DetectorSettings.Default);
        for (var step = 1; step <= 30; step++)
        {
            var snapshot = new StepSnapshot(catalog) { Step = step, Loss = 1 };
            snapshot.ParameterBuffer[0] = new TensorStatistics(100, size * size * (100 - zeros), size, 0, zeros, 0);
            detector.Inspect(snapshot, _findings);
        }

        Assert.Equal(isFound, _findings.All.Any(finding => finding is { Symptom: Symptom.Float16Underflow, Severity: Severity.Warning }));
    }
}
