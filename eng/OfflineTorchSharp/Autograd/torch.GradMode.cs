using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    public static bool is_grad_enabled() => Native.ots_grad_mode() != 0;

    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_inference_mode_enabled() => Native.ots_inference_mode() != 0;

    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = is_grad_enabled();

        public GradMode(bool enabled) => Native.ots_set_grad_mode(enabled ? 1 : 0);

        public void Dispose() => Native.ots_set_grad_mode(_before ? 1 : 0);
    }

    private sealed class InferenceMode(bool enabled) : IDisposable
    {
        private nint _guard = Native.ots_enter_inference_mode(enabled ? 1 : 0);

        public void Dispose()
        {
            if (_guard == 0)
                return;
            Native.ots_leave_inference_mode(_guard);
            _guard = 0;
        }
    }
}
