using TorchSharp.Dispatch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A wrapper around one of libtorch's tensors; several wrappers may share the same tensor.</summary>
    public partial class Tensor : IDisposable
    {
        private static long Live;
        private static long Peak;

        private nint _handle;

        /// <summary>Takes over a native handle, or none, and registers the wrapper with the innermost dispose scope.</summary>
        internal Tensor(nint handle)
        {
            _handle = handle;
            if (handle == 0)
            {
                GC.SuppressFinalize(this);
                return;
            }
            var live = Interlocked.Increment(ref Live);
            if (live > Volatile.Read(ref Peak))
                Volatile.Write(ref Peak, live);
            DisposeScopeManager.ThreadCurrent.Created(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>The number of wrappers alive in the process.</summary>
        public static long TotalCount => Interlocked.Read(ref Live);

        public static long PeakCount => Volatile.Read(ref Peak);

        public IntPtr Handle
        {
            get
            {
                if (_handle == 0)
                    ThrowEmpty();
                return _handle;
            }
        }

        public bool IsInvalid => _handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        internal static Tensor Own(nint handle) => new(handle);

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var handle = Forget();
            if (handle == 0)
                return;
            // The finalizer runs on a thread of its own, which neither scopes nor statistics belong to.
            if (disposing)
                LeaveScope();
            Native.ots_tensor_free(handle);
        }

        /// <summary>Gives the native handle away; this wrapper is empty afterwards.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var handle = Forget();
            if (handle == 0)
                ThrowEmpty();
            LeaveScope();
            GC.SuppressFinalize(this);
            return handle;
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningDisposeScope is { } scope)
                scope.MoveToOther(other, this);
            else
                other?.Attach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) =>
            other.OwningDisposeScope is { } scope ? MoveToOtherDisposeScope(scope) : DetachFromDisposeScope();

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        private nint Forget()
        {
            var handle = Interlocked.Exchange(ref _handle, 0);
            if (handle != 0)
                Interlocked.Decrement(ref Live);
            return handle;
        }

        private void LeaveScope()
        {
            var statistics = DisposeScopeManager.ThreadCurrent.TensorStatistics;
            if (OwningDisposeScope is { } scope)
            {
                statistics.DisposedInScopeCount++;
                scope.MarkAsDisposed(this);
            }
            else
            {
                statistics.DisposedOutsideScopeCount++;
            }
        }

        private static void ThrowEmpty() => throw new InvalidOperationException("Tensor invalid -- empty handle.");
    }
}
