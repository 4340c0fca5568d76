using System.Diagnostics;
using GradGuard.Runtime.Tests.Guarding;

namespace GradGuard.Runtime.Tests.RunLog;

/// <summary>A log that cannot be written any more: a pipe whose reader has gone fails like a disk that is full or taken away.</summary>
public sealed class LostDiskTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gradguard").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_log_that_fails_in_the_middle_of_a_run_is_said_once_and_the_run_is_measured_to_its_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a named pipe");
        var pipe = Path.Combine(_folder, "run.gradguard.jsonl");
        using (var maker = Process.Start("mkfifo", [pipe]))
            maker.WaitForExit();

        List<string> messages = [];
        using var model = new TwoLayers();
        FileStream reader = null!;
        var opening = new Thread(() => reader = new FileStream(pipe, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        opening.Start();
        using var guard = Quiet.Watch(model, messages, new GradientGuardOptions { RunLogPath = pipe });
        Step();
        opening.Join();
        reader.Dispose();

        for (var step = 0; step < 5; step++)
            Step();

        guard.Dispose();
        Assert.Contains("the run log ends here", Assert.Single(messages));
        guard.ReadLatest(snapshot => Assert.Equal(6, snapshot.Step));
        Assert.Equal(0, guard.InternalErrorCount);

        void Step()
        {
            GradientGuardTests.Backward(model);
            guard.Step(0.5);
        }
    }

    [Fact]
    public void Two_guards_of_one_log_do_not_write_into_each_others_lines()
    {
        List<string> messages = [];
        var options = new GradientGuardOptions { RunLogPath = Path.Combine(_folder, "run.gradguard.jsonl") };
        using var generator = new TwoLayers();
        using var discriminator = new TwoLayers(hidden: 32);
        using (var first = Quiet.Watch(generator, messages, options))
        {
            Train(generator, first);
            using var second = Quiet.Watch(discriminator, [], options);
            Train(generator, first);
            Train(discriminator, second);
        }

        var log = GradGuard.RunLog.RunLogReader.Read(options.RunLogPath);
        Assert.Contains("Give each guard a RunLogPath of its own", Assert.Single(messages));
        Assert.Equal([1L, 2, 3], log.Steps.Select(step => step.Step));
        Assert.True(log.IsComplete);

        static void Train(TwoLayers model, GradientGuard guard)
        {
            for (var step = 0; step < 3; step++)
            {
                GradientGuardTests.Backward(model);
                guard.Step(0.5);
            }
        }
    }

    [Theory]
    [InlineData("/proc/gradguard/run.jsonl")]
    [InlineData("/dev/null/run.jsonl")]
    public void A_folder_that_nothing_can_be_written_to_is_said_when_watching_begins_and_leaves_no_hook(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has these folders");
        using var model = new TwoLayers();

        Assert.Contains("cannot be written", Assert.Throws<ArgumentException>(() => GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = path })).Message);

        List<string> messages = [];
        using var guard = Quiet.Watch(model, messages);
        GradientGuardTests.Backward(model);
        guard.Step();
        Assert.Empty(messages);
    }
}
