using TorchSharp.Dispatch;

namespace TorchSharp;

/// <summary>Makes backward say which forward operation a failing or NaN gradient belongs to, until it is disposed.</summary>
public class AnomalyMode : IDisposable
{
    private readonly bool _enabledBefore;
    private readonly bool _checkedBefore;
    private bool _disposed;

    public AnomalyMode(bool enabled, bool check_nan = true)
    {
        _enabledBefore = IsEnabled;
        _checkedBefore = ShouldCheckNaN;
        Set(enabled, check_nan);
    }

    public static bool IsEnabled => (Native.ots_anomaly_mode() & 1) != 0;

    public static bool ShouldCheckNaN => (Native.ots_anomaly_mode() & 2) != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (_disposed || !disposing)
            return;
        _disposed = true;
        Set(_enabledBefore, _checkedBefore);
    }

    private static void Set(bool enabled, bool checkNaN) => Native.ots_set_anomaly_mode(enabled ? 1 : 0, checkNaN ? 1 : 0);
}
