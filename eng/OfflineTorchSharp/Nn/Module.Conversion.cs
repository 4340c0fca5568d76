using TorchSharp.Dispatch;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <exception cref="ArgumentException">The type is neither floating point nor complex.</exception>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckIsConvertible(dtype);
                CheckIsThere(device.type);
                _toEpilog(device, dtype, non_blocking);
                return this;
            }

            /// <exception cref="InvalidOperationException">There is no such device.</exception>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                CheckIsThere(deviceType);
                _toEpilog(deviceType, deviceIndex, non_blocking);
                return this;
            }

            /// <inheritdoc cref="_to(Device, ScalarType, bool)"/>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckIsConvertible(dtype);
                _toEpilog(dtype, non_blocking);
                return this;
            }

            public Module _to(Tensor other, bool non_blocking) => _to(other.device, other.dtype, non_blocking);

            protected void _toEpilog(ScalarType dtype, bool non_blocking) => _toEpilog(dtype, null, non_blocking);

            protected void _toEpilog(Device device, ScalarType dtype, bool non_blocking) => _toEpilog(dtype, device, non_blocking);

            protected void _toEpilog(DeviceType deviceType, int deviceIndex, bool non_blocking)
                => _toEpilog(null, new Device(deviceType, deviceType == DeviceType.CPU ? -1 : deviceIndex), non_blocking);

            /// <summary>
            /// Converts what this module and its children own. A parameter that has to change is replaced by a new object and the
            /// old one is disposed; only the layers that TorchSharp keeps in native code change in place.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, child) in named_children())
                {
                    child.Convert(dtype, device, non_blocking);
                }

                foreach (var (component, parameter) in named_parameters(recurse: false).ToList())
                {
                    if (IsNative)
                    {
                        ConvertInPlace(dtype, device, parameter);
                    }
                    else if (ReplaceParameter(dtype, device, parameter, out var replacement))
                    {
                        parameter.Dispose();
                        ConditionallyRegisterParameter(component, replacement);
                        StoreInMember(component, replacement);
                    }
                }

                foreach (var (component, (buffer, persistent)) in ((IEnumerable<(string, (Tensor, bool))>)_internal_buffers).ToList())
                {
                    if (ReplaceBuffer(dtype, device, buffer, out var replacement))
                    {
                        ConditionallyRegisterBuffer(component, replacement, persistent);
                        StoreInMember(component, replacement);
                    }
                }

                if (device is not null)
                {
                    (_deviceType, _deviceIndex) = (device.type, device.index);
                }
            }

            /// <summary>A converted copy of a buffer, which is disposed; false where nothing has to change.</summary>
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                var target = TargetType(dtype, buffer);
                if (!Changes(target, device, buffer))
                {
                    result = null;
                    return false;
                }

                result = buffer.to(target, device ?? buffer.device, disposeAfter: true).DetachFromDisposeScope();
                return true;
            }

            /// <summary>A converted leaf with the converted gradient; false where nothing has to change.</summary>
            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                var target = TargetType(dtype, param);
                using var grad = param.grad;
                if (!Changes(target, device, param) && (grad is null || !Changes(target, device, grad)))
                {
                    p = null;
                    return false;
                }

                using var _ = no_grad();
                p = new Parameter(param.to(target, device ?? param.device, copy: true), param.requires_grad);
                p.DetachFromDisposeScope();
                if (grad is not null)
                {
                    using var converted = grad.to(target, device ?? grad.device);
                    p.grad = converted;
                }

                return true;
            }

            private static void ConvertInPlace(ScalarType? dtype, Device? device, Parameter parameter)
            {
                var target = TargetType(dtype, parameter);
                if (!Changes(target, device, parameter))
                {
                    return;
                }

                using var _ = no_grad();
                using var converted = parameter.to(target, device ?? parameter.device);
                Aten.CallVoid("set_data", parameter, converted);
            }

            private static ScalarType TargetType(ScalarType? dtype, Tensor tensor)
                => tensor.is_floating_point() || tensor.is_complex() ? dtype ?? tensor.dtype : tensor.dtype;

            private static bool Changes(ScalarType target, Device? device, Tensor tensor)
                => target != tensor.dtype
                || (device is not null && (device.type != tensor.device_type || (device.index >= 0 && device.index != tensor.device_index)));

            private static void CheckIsConvertible(ScalarType dtype)
            {
                if (!torch.is_floating_point(dtype) && !torch.is_complex(dtype))
                {
                    throw new ArgumentException($"A module converts to floating point or complex types only, not to {dtype}.", nameof(dtype));
                }
            }

            private static void CheckIsThere(DeviceType type)
            {
                if (type == DeviceType.CUDA && !cuda.is_available())
                {
                    throw new InvalidOperationException("CUDA is not available.");
                }
            }

            private void Convert(ScalarType? dtype, Device? device, bool non_blocking)
            {
                if (device is null)
                {
                    _to(dtype!.Value, non_blocking);
                }
                else if (dtype is null)
                {
                    _to(device.type, device.index, non_blocking);
                }
                else
                {
                    _to(device, dtype.Value, non_blocking);
                }
            }

            /// <summary>A user's module keeps the object in a member too, which must not go on holding the disposed one.</summary>
            private void StoreInMember(string component, Tensor? replacement)
            {
                if (GetType().GetProperty(component) is { CanWrite: true } property)
                {
                    property.SetValue(this, replacement);
                }
                else if (FieldsOf(GetType()).FirstOrDefault(field => ComponentNameAttribute.Of(field) == component) is { } field)
                {
                    field.SetValue(this, replacement);
                }
            }
        }
    }
}
