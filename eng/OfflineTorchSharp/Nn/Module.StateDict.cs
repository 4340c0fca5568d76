namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            /// <summary>The parameters and persistent buffers themselves (not copies), by name; a shared one stands under every name.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                foreach (var (component, parameter) in named_parameters())
                {
                    destination.TryAdd(Qualified(component), parameter);
                }

                foreach (var (component, buffer) in named_buffers(include_nonpersistent: false))
                {
                    destination.TryAdd(Qualified(component), buffer);
                }

                foreach (var (component, module) in _internal_submodules)
                {
                    module.state_dict(destination, Qualified(component));
                }

                return destination;

                string Qualified(string component) => string.IsNullOrEmpty(prefix) ? component : $"{prefix}.{component}";
            }

            /// <summary>Copies the values of <paramref name="source"/> into the parameters and buffers of the same names.</summary>
            /// <exception cref="InvalidOperationException"><paramref name="strict"/>, and the names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var destination = state_dict();
                var missing = destination.Keys.Where(key => !source.ContainsKey(key) && !Skipped(key)).ToList();
                var unexpected = source.Keys.Where(key => !destination.ContainsKey(key) && !Skipped(key)).ToList();
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException(
                        "The loaded state_dict is not identical to the target dictionary"
                        + $" (missing: {string.Join(", ", missing)}; unexpected: {string.Join(", ", unexpected)}).");
                }

                using var _ = no_grad();
                foreach (var (key, value) in source)
                {
                    if (!Skipped(key) && destination.TryGetValue(key, out var target))
                    {
                        target.copy_(value);
                    }
                }

                return (missing, unexpected);

                bool Skipped(string key) => skip?.Contains(key) == true;
            }
        }
    }
}
