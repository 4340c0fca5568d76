using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GradGuard.Invariants;

/// <summary>
/// Sees, when the model is called, whether the gradients that the last step left are gone: then somebody zeroes them, for certain. Where
/// they are still there, they may yet be zeroed before backward.
/// </summary>
internal sealed class ZeroedProbe : IDisposable
{
    private object? _hook;
    private Parameter? _parameter;

    public ZeroedProbe(nn.Module model)
    {
        var register = model.GetType().GetMethod("register_forward_hook", BindingFlags.Public | BindingFlags.Instance, [typeof(Action<nn.Module>)]);
        _hook = register?.Invoke(model, [new Action<nn.Module>(_ => Look())]);
    }

    /// <summary>Whether gradients were seen zeroed, here or by whoever says so.</summary>
    public bool SawZeroed { get; set; }

    /// <summary>A parameter whose gradient is not 0 now, at the end of a step; null for none.</summary>
    public void Await(Parameter? parameter) => _parameter = parameter;

    public void Dispose()
    {
        _parameter = null;
        _hook?.GetType().GetMethod("remove", Type.EmptyTypes)?.Invoke(_hook, null);
        _hook = null;
    }

    // Runs inside the training code: nothing may escape.
    private void Look()
    {
        try
        {
            if (SawZeroed || _parameter is not { IsInvalid: false } parameter)
                return;

            using var gradient = parameter.grad;
            SawZeroed = gradient is null || (TensorValues.Copy(gradient) is { } values && Array.TrueForAll(values, value => value == 0));
        }
        catch (Exception)
        {
            _parameter = null;
        }
    }
}
