using GradGuard.RunLog;

namespace GradGuard.Runtime.Tests.RunLog;

public class RunLogReaderTests
{
    private const string Run = """{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Net","sampleEvery":1,"layers":[{"path":"fc","type":"Linear","elements":4,"weight":true}]}""";
    private const string Step1 = """{"type":"step","v":1,"step":1,"norm":1,"norms":[1]}""";
    private const string Step2 = """{"type":"step","v":1,"step":2,"norm":1}""";

    [Theory]
    [InlineData("{\"type\":\"run\",\n{}\n", "line 1: ", "some.jsonl")]
    [InlineData("PK\u0003\u0004", "line 1: ", "does not begin with {")]
    [InlineData("", "no run in it", "type \"run\"")]
    [InlineData("{\"type\":\"run\",\"v\":2}", "line 1: ", "version 2 is later")]
    [InlineData("{\"v\":1}", "line 1: ", "not a line of a run log")]
    [InlineData("[1]", "line 1: ", "does not begin with {")]
    [InlineData(Step1 + "\n" + Run, "line 1: ", "the first line is not of type \"run\"")]
    [InlineData(Run + "\n" + Step2 + "\n" + Step1 + "\n" + Step2, "line 3: ", "two runs in one file")]
    [InlineData(Run + "\n{\"type\":\"step\",\"v\":1,\"step\":1,\"norm\":1,\"norms\":[1,2]}\n" + Step2, "line 2: ", "each of the 1 layers")]
    [InlineData(Run + "\n{\"type\":\"finding\",\"v\":1,\"symptom\":\"boredom\"}\n" + Step2, "line 2: ", "unknown symptom boredom")]
    [InlineData(Run + "\n{\"type\":\"step\",\"v\":1,\"step\":\"one\"}\n" + Step2, "line 2: ", "not a line of a run log")]
    [InlineData(Run + "\nnull\n" + Step2, "line 2: ", "not a line of a run log")]
    public void What_is_no_run_log_is_refused_with_its_line_and_the_reason(string text, string line, string reason)
    {
        var fault = Assert.Throws<InvalidDataException>(() => RunLogReader.Read(new StringReader(text), "some.jsonl"));

        Assert.StartsWith("some.jsonl", fault.Message);
        Assert.Contains(line, fault.Message);
        Assert.Contains(reason, fault.Message);
    }

    [Fact]
    public void More_layers_than_a_run_can_have_are_refused()
    {
        var layers = string.Join(',', Enumerable.Repeat("""{"path":"fc","type":"Linear","elements":4,"weight":true}""", 2001));
        var fault = Assert.Throws<InvalidDataException>(() => RunLogReader.Read(
            new StringReader($$"""{"type":"run","v":1,"time":"2026-01-01T00:00:00Z","model":"Net","sampleEvery":1,"layers":[{{layers}}]}"""), "wide.jsonl"));

        Assert.Contains("2001 layers", fault.Message);
    }

    [Fact]
    public void A_line_of_a_type_that_a_later_version_added_is_passed_over()
    {
        var run = RunLogReader.Read(new StringReader($"{Run}\n{{\"type\":\"note\",\"v\":1}}\n{Step1}\n"), "log");

        Assert.Single(run.Steps);
    }

    [Fact]
    public void Remedies_are_those_that_fitted_the_model_and_never_text_of_the_log()
    {
        var chosen = GradGuard.Remedies.RemedyToolkit.For(Symptom.VanishingGradient)[1];
        var finding = $$"""{"type":"finding","v":1,"step":1,"symptom":"vanishing_gradient","severity":"warning","layer":"fc","ended":false,"message":"m","layers":[],"evidence":[],"remedies":["Buy this",{{System.Text.Json.JsonSerializer.Serialize(chosen.Action)}},null]}""";
        var run = RunLogReader.Read(new StringReader($"{Run}\n{Step1}\n{finding}\n{Step2}"), "log");

        Assert.Equal([chosen], Assert.Single(run.Findings).Remedies);
    }

    [Fact]
    public void Lines_are_read_one_at_a_time()
    {
        using var text = new StringReader($"{Run}\n{Step1}\nnot json\n{Step2}\n");
        using var entries = RunLogReader.ReadEntries(text, "log").GetEnumerator();

        Assert.True(entries.MoveNext() && entries.Current is RunEntry { Line: 1 });
        Assert.True(entries.MoveNext() && entries.Current is StepEntry { Line: 2 });
        Assert.Throws<InvalidDataException>(() => entries.MoveNext());
    }

    [Fact]
    public void A_number_that_no_double_holds_counts_as_not_finite()
    {
        var run = RunLogReader.Read(new StringReader($"{Run}\n{{\"type\":\"step\",\"v\":1,\"step\":1,\"norm\":1e999,\"loss\":null}}\n"), "log");

        Assert.Null(run.Steps[0].GlobalNormPreClip);
        Assert.True(run.Steps[0].IsLossNonFinite);
    }

    [Fact]
    public void A_file_that_is_not_there_says_so() =>
        Assert.Throws<FileNotFoundException>(() => RunLogReader.Read(Path.Combine(Path.GetTempPath(), "no such run.gradguard.jsonl")));
}
