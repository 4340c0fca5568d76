namespace GradGuard.Guarding;

/// <summary>What the monitor has to say about itself: each message once, from any thread, and never an exception.</summary>
internal sealed class MonitorMessages(Action<string>? sink)
{
    private readonly HashSet<string> _said = [];

    public void Once(string message)
    {
        lock (_said)
            if (!_said.Add(message))
                return;

        try
        {
            if (sink is null)
                Console.Error.WriteLine($"gradguard: {message}");
            else
                sink(message);
        }
        catch (Exception)
        {
            // A sink that fails must not stop training, and there is nobody left to tell.
        }
    }
}
