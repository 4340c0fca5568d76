using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The direct submodules.</summary>
            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            public virtual IEnumerable<Module> children() => named_children().Select(child => child.module);

            /// <summary>All submodules, the direct ones first; neither this module itself nor any merging of shared ones.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules() => Descendants(_internal_submodules);

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            /// <summary>The parameters, each under the first name that leads to it.</summary>
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                IEnumerable<(string, Parameter)> own = _internal_params;
                return Distinct(recurse ? own.Concat(Prefixed(_internal_submodules, module => module.named_parameters(true))) : own);
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true)
                => named_parameters(recurse).Select(entry => entry.parameter);

            /// <summary>The persistent buffers, each under the first name that leads to it.</summary>
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var own = ((IEnumerable<(string, (Tensor, bool))>)_internal_buffers)
                    .Where(entry => entry.Item2.Item2)
                    .Select(entry => (entry.Item1, entry.Item2.Item1));
                return Distinct(recurse
                    ? own.Concat(Prefixed(_internal_submodules, module => module.named_buffers(true, include_nonpersistent)))
                    : own);
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true)
                => named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            public virtual bool has_parameter(string target)
                => _internal_params.ContainsKey(target) || InChild(target, (child, rest) => child.has_parameter(rest));

            public virtual bool has_buffer(string target)
                => _internal_buffers.ContainsKey(target) || InChild(target, (child, rest) => child.has_buffer(rest));

            public virtual Parameter? get_parameter(string target)
            {
                if (!_internal_params.TryGetValue(target, out var found))
                {
                    InChild(target, (child, rest) => (found = child.get_parameter(rest)) is not null);
                }

                return found;
            }

            public virtual Tensor? get_buffer(string target)
            {
                if (_internal_buffers.TryGetValue(target, out var own))
                {
                    return own.Item1;
                }

                Tensor? found = null;
                InChild(target, (child, rest) => (found = child.get_buffer(rest)) is not null);
                return found;
            }

            /// <summary>The children, then what lies below each of them.</summary>
            private protected static IEnumerable<(string name, Module module)> Descendants(IEnumerable<(string, Module)> children)
            {
                foreach (var child in children)
                {
                    yield return child;
                }

                foreach (var entry in Prefixed(children, module => module.named_modules()))
                {
                    yield return entry;
                }
            }

            private protected static IEnumerable<(string name, T item)> Prefixed<T>(
                IEnumerable<(string, Module)> children, Func<Module, IEnumerable<(string, T)>> itemsOf)
            {
                foreach (var (prefix, module) in children)
                {
                    foreach (var (name, item) in itemsOf(module))
                    {
                        yield return ($"{prefix}.{name}", item);
                    }
                }
            }

            /// <summary>Drops what was seen under an earlier name (the same wrapper) and what is disposed.</summary>
            private protected static IEnumerable<(string name, T tensor)> Distinct<T>(IEnumerable<(string, T)> entries)
                where T : Tensor
            {
                var seen = new HashSet<IntPtr>();
                foreach (var entry in entries)
                {
                    if (!entry.Item2.IsInvalid && seen.Add(entry.Item2.Handle))
                    {
                        yield return entry;
                    }
                }
            }

            private bool InChild(string target, Func<Module, string, bool> found)
            {
                var dot = target.IndexOf('.');
                return dot >= 0
                    && named_children().Any(child => child.name == target[..dot] && found(child.module, target[(dot + 1)..]));
            }
        }
    }
}
