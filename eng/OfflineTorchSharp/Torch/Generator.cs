using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A source of pseudo-random numbers on the CPU.</summary>
    public class Generator : IDisposable
    {
        private static readonly Generator Global = new(Native.ots_generator_default());

        private nint _handle;

        private Generator(nint handle)
        {
            _handle = handle;
            device = CPU;
        }

        public Generator(ulong seed = 0, Device? device = null) : this(Native.ots_generator_new(seed))
        {
            if (device is { type: not DeviceType.CPU })
                throw new ArgumentException($"There are random generators for the CPU only, not for {device}.", nameof(device));
        }

        public static Generator Default => Global;

        public IntPtr Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; }

        public Generator manual_seed(long seed)
        {
            Native.ots_generator_set_seed(Handle, unchecked((ulong)seed));
            return this;
        }

        public long seed() => unchecked((long)Native.ots_generator_reseed(Handle));

        public long initial_seed() => unchecked((long)Native.ots_generator_seed(Handle));

        public Tensor get_state()
        {
            Native.Check(Native.ots_generator_state(Handle, out var state));
            return Tensor.Own(state);
        }

        public void set_state(Tensor value)
        {
            Native.Check(Native.ots_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (ReferenceEquals(this, Global))
                return;
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
                Native.ots_generator_free(handle);
        }

        ~Generator() => Dispose(false);
    }
}
