namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    public static Device CUDA { get; } = new(DeviceType.CUDA);
    public static Device MPS { get; } = new(DeviceType.MPS);

    private static Device DefaultDevice = CPU;

    public static Device device(string description) => new(description);
    public static Device device(string deviceType, int index = -1) => new(deviceType, index);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
    public static Device device(int index) => new(index);

    public static Device get_default_device() => DefaultDevice;
    public static void set_default_device(Device device) => DefaultDevice = device;
    public static void set_default_device(string device) => DefaultDevice = new Device(device);

    public static bool cuda_is_available() => false;
    public static bool mps_is_available() => false;

    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType is DeviceType.CPU or DeviceType.META;

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"The device {deviceType} is not available: this is TorchSharp's offline stand-in over a CPU build of libtorch.");
    }

    public static Device InitializeDevice(Device? device)
    {
        var chosen = device ?? DefaultDevice;
        InitializeDeviceType(chosen.type);
        return chosen;
    }

    /// <summary>There is no GPU here.</summary>
    public static partial class cuda
    {
        public static bool is_available() => false;
        public static bool is_cudnn_available() => false;
        public static int device_count() => 0;
        public static void manual_seed(long seed) => Generator.Default.manual_seed(seed);
        public static void manual_seed_all(long seed) => Generator.Default.manual_seed(seed);

        public static void synchronize(Device? device = null)
        {
        }
    }
}
