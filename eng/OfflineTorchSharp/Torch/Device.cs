namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives; the stand-in has the CPU and the meta device.</summary>
    public class Device
    {
        public Device(string description)
        {
            var parts = description.Split(':');
            if (parts.Length > 2)
                throw new ArgumentException($"'{description}' is not a valid device, such as \"cpu\" or \"cuda:0\".");
            type = ParseType(parts[0]);
            index = parts.Length == 2 ? int.Parse(parts[1]) : DefaultIndex(type);
        }

        public Device(string deviceType, int index = -1) : this(ParseType(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index == -1 ? DefaultIndex(deviceType) : index;
        }

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }
        public int index { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return index == -1 ? name : $"{name}:{index}";
        }

        private static int DefaultIndex(DeviceType type) => type is DeviceType.CPU or DeviceType.META ? -1 : 0;

        private static DeviceType ParseType(string name) =>
            Enum.TryParse<DeviceType>(name, ignoreCase: true, out var parsed)
                ? parsed
                : throw new ArgumentException($"'{name}' is not a device type, such as \"cpu\" or \"cuda\".");
    }
}
