using System.Text.Json;
using GradGuard.RunLog;
using GradGuard.Runtime.Tests.Guarding;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests.RunLog;

public class ActivationLinesTests
{
    [Fact]
    public void Steps_that_measured_activations_carry_them_and_the_log_still_reads_back()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var model = Sequential(("fc", Linear(4, 8)), ("act", Tanh()), ("head", Linear(8, 1))))
            using (var guard = Quiet.Watch(model, new GradientGuardOptions { RunLogPath = path }))
                for (var step = 0; step < 5; step++)
                {
                    GradientGuardTests.Backward(model);
                    guard.Step();
                }

            var steps = File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("type").GetString() == "step").ToList();
            var measured = steps.Where(step => step.TryGetProperty("activations", out _)).ToList();

            Assert.Equal([1, 2, 4], measured.Select(step => step.GetProperty("step").GetInt32()));
            var act = measured[0].GetProperty("activations").EnumerateArray().Single(activation => activation.GetProperty("path").GetString() == "act");
            Assert.Equal("Tanh", act.GetProperty("type").GetString());
            Assert.InRange(act.GetProperty("saturated").GetDouble(), 0, 0.2);
            Assert.False(act.TryGetProperty("dead", out _));
            var read = RunLogReader.Read(path).Steps;
            Assert.Equal([true, true, false, true, false], read.Select(step => !step.Activations.IsEmpty));
            Assert.Equal(["fc", "act", "head"], read[0].Activations.Select(activation => activation.Path));
            Assert.Equal(act.GetProperty("saturated").GetDouble(), read[0].Activations[1].SaturatedShare);
            Assert.Null(read[0].Activations[1].DeadShare);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("""{"path":"act","type":"ReLU","dead":1e300}""")]
    [InlineData("""{"path":"act","type":"ReLU","saturated":-1}""")]
    [InlineData("""{"path":null,"type":"ReLU"}""")]
    public void What_is_no_share_or_has_no_path_is_no_line_of_a_log(string activation)
    {
        Assert.Throws<FormatException>(() => RunLogLineParser.Parse($$"""{"type":"step","v":1,"step":1,"activations":[{{activation}}]}"""));
    }
}
