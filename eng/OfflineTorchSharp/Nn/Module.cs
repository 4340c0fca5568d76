using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>The base of all layers and models: a tree of submodules with their parameters and buffers.</summary>
        public partial class Module : IDisposable
        {
            protected string? name;
            protected DeviceType _deviceType = DeviceType.CPU;
            protected int _deviceIndex = -1;

            protected OrderedDict<string, Module> _internal_submodules = [];
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = [];
            protected OrderedDict<string, Parameter> _internal_params = [];

            private bool _isDisposed;
            private bool _isTraining = true;

            protected Module(string name)
            {
                this.name = name;
            }

            ~Module() => Dispose(false);

            public virtual bool training => _isTraining;

            /// <summary>Layers that TorchSharp keeps in native code; a conversion changes their parameters in place.</summary>
            private protected virtual bool IsNative => false;

            public virtual string GetName() => string.IsNullOrEmpty(name) ? GetType().Name : name;

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var (_, submodule) in _internal_submodules)
                {
                    submodule.apply(fn);
                }

                fn(this);
                return this;
            }

            public virtual void train(bool train = true)
            {
                _isTraining = train;
                foreach (var (_, child) in named_children())
                {
                    child.train(train);
                }
            }

            public virtual void eval() => train(false);

            /// <summary>Drops the gradients of all parameters, or zeroes them in place.</summary>
            public virtual void zero_grad(bool set_to_none = true)
            {
                foreach (var (_, parameter) in named_parameters())
                {
                    using var grad = parameter.grad;
                    if (grad is null)
                    {
                        continue;
                    }

                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else
                    {
                        grad.zero_();
                    }
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || _isDisposed)
                {
                    return;
                }

                _isDisposed = true;
                foreach (var (_, buffer) in named_buffers(recurse: false).ToList())
                {
                    buffer.DetachFromDisposeScope().Dispose();
                }

                foreach (var (_, parameter) in named_parameters(recurse: false).ToList())
                {
                    parameter.DetachFromDisposeScope().Dispose();
                }

                foreach (var (_, module) in named_modules().ToList())
                {
                    module.Dispose();
                }
            }

            protected static (Device device, ScalarType dtype) GetDefaultDeviceAndType(Device? device = null, ScalarType? dtype = null)
                => (device ?? get_default_device(), dtype ?? get_default_dtype());
        }
    }
}
