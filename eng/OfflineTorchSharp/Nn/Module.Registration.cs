using System.Reflection;
using TorchSharp.Modules;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private bool _areComponentsRegistered;

            /// <summary>
            /// Registers what the instance fields hold now: modules, parameters and (as buffers) other tensors.
            /// Runs once; what is assigned later, and what lies in a list or an array, is not found.
            /// </summary>
            protected virtual void RegisterComponents()
            {
                if (_areComponentsRegistered)
                {
                    return;
                }

                foreach (var field in FieldsOf(GetType()))
                {
                    var component = ComponentNameAttribute.Of(field);
                    if (IsRegistered(component))
                    {
                        continue;
                    }

                    switch (field.GetValue(this))
                    {
                        case Module module:
                            register_module(component, module);
                            break;
                        case Parameter parameter:
                            register_parameter(component, parameter);
                            break;
                        case Tensor tensor:
                            register_buffer(component, tensor);
                            break;
                    }
                }

                _areComponentsRegistered = true;
            }

            /// <param name="name">Neither empty nor with a dot.</param>
            /// <param name="submodule">The module; null removes the entry.</param>
            /// <exception cref="ArgumentException">The name is empty or holds a dot.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null || submodule._isDisposed)
                {
                    _internal_submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name))
                {
                    throw new ArgumentException("A submodule needs a name that is not empty.", nameof(name));
                }

                if (name.Contains('.'))
                {
                    throw new ArgumentException($"The name of a submodule cannot hold a dot: '{name}'.", nameof(name));
                }

                if (_internal_submodules.ContainsKey(name))
                {
                    throw new InvalidOperationException($"Sub-module {name} is already registered.");
                }

                submodule.RegisterComponents();
                _internal_submodules.Add(name, submodule);
            }

            public void add_module(string name, Module module) => register_module(name, module);

            /// <exception cref="ArgumentNullException">The parameter is null or disposed.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(param), "A null tensor cannot be registered as a parameter.");
                }

                if (_internal_params.ContainsKey(name))
                {
                    throw new InvalidOperationException($"Parameter {name} is already registered.");
                }

                _internal_params.Add(name, param);
            }

            /// <inheritdoc cref="register_parameter"/>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid)
                {
                    throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be registered as a buffer.");
                }

                if (_internal_buffers.ContainsKey(name))
                {
                    throw new InvalidOperationException($"Tensor {name} is already registered.");
                }

                _internal_buffers.Add(name, (tensor, persistent));
            }

            protected void ConditionallyRegisterParameter(string name, Tensor? value)
                => ConditionallyRegisterParameter(name, value as Parameter);

            protected void ConditionallyRegisterParameter(string name, Parameter? value)
            {
                if (value is null)
                {
                    _internal_params.Remove(name);
                }
                else
                {
                    _internal_params[name] = value;
                }
            }

            protected void ConditionallyRegisterBuffer(string name, Tensor? value, bool persistent = true)
            {
                if (value is null)
                {
                    _internal_buffers.Remove(name);
                }
                else
                {
                    _internal_buffers[name] = (value, persistent);
                }
            }

            protected void ClearModules() => _internal_submodules.Clear();

            /// <summary>A layer's own parameter, kept in the register and nowhere else.</summary>
            private protected Parameter? Own(string name) => _internal_params.TryGetValue(name, out var parameter) ? parameter : null;

            /// <summary>Puts a layer's own parameter in place of the one it had, which is disposed.</summary>
            private protected void Own(string name, Parameter? value)
            {
                var current = Own(name);
                if (current is not null && current.Handle != (value?.Handle ?? 0))
                {
                    current.Dispose();
                }

                ConditionallyRegisterParameter(name, value?.DetachFromDisposeScope() as Parameter);
            }

            /// <summary>Registers the parameters of a native layer, which outlive every dispose scope.</summary>
            private protected void RegisterAll(IEnumerable<(string name, Parameter parameter)> parameters)
            {
                foreach (var (name, parameter) in parameters)
                {
                    parameter.DetachFromDisposeScope();
                    register_parameter(name, parameter);
                }
            }

            /// <summary>A new wrapper around a layer's own parameter: what the layers that TorchSharp keeps in native code give on each reading.</summary>
            private protected Parameter? Fresh(string name)
                => Own(name) is { } parameter ? new Parameter(parameter.alias(), parameter.requires_grad) : null;

            /// <summary>A layer's own buffer.</summary>
            private protected Tensor? OwnBuffer(string name) => _internal_buffers.TryGetValue(name, out var buffer) ? buffer.Item1 : null;

            /// <inheritdoc cref="Own(string, Parameter?)"/>
            private protected void OwnBuffer(string name, Tensor? value)
            {
                var current = OwnBuffer(name);
                if (current is not null && current.Handle != (value?.Handle ?? 0))
                {
                    current.Dispose();
                }

                ConditionallyRegisterBuffer(name, value?.DetachFromDisposeScope());
            }

            private static IEnumerable<FieldInfo> FieldsOf(Type type)
            {
                const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
                var seen = new HashSet<string>();
                for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
                {
                    foreach (var field in current.GetFields(Declared))
                    {
                        if (seen.Add(field.Name))
                        {
                            yield return field;
                        }
                    }
                }
            }

            private bool IsRegistered(string component)
                => _internal_submodules.ContainsKey(component)
                || _internal_params.ContainsKey(component)
                || _internal_buffers.ContainsKey(component);
        }
    }
}
