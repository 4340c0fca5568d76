using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests;

/// <summary>Guards that keep what they have to say about themselves.</summary>
internal static class Quiet
{
    public static GradientGuard Watch(Module model, GradientGuardOptions? options = null) =>
        Watch(model, [], options);

    public static GradientGuard Watch(Module model, List<string> messages, GradientGuardOptions? options = null) =>
        GradientGuard.Watch(model, (options ?? new GradientGuardOptions()) with { MessageSink = messages.Add });
}
