using System.Collections.Immutable;
using GradGuard.Snapshots;
using static TorchSharp.torch;

namespace GradGuard.Invariants;

/// <summary>
/// Parameters in the fields of a model that backward reaches and nobody trains: they have a gradient, are not among the model's parameters,
/// and do not move. A module that is kept out on purpose (a teacher, a shared encoder with an optimizer of its own) has no gradient or moves.
/// </summary>
internal sealed class UnregisteredParameters(nn.Module model)
{
    // The first step tells which of them have a gradient, the others whether they move.
    private const int FirstLook = 3;
    private const int LastLook = 12;

    private readonly List<(string Path, Tensor Parameter, float[] Value)> _suspects = [];
    private int _steps;

    public void Measure(StepSnapshot snapshot)
    {
        snapshot.UnregisteredPaths = [];
        switch (++_steps)
        {
            case FirstLook:
                Suspect();
                break;
            case LastLook:
                snapshot.UnregisteredPaths = Untrained();
                _suspects.Clear();
                break;
        }
    }

    private void Suspect()
    {
        foreach (var (path, parameter) in ModuleFields.UnregisteredParameters(model))
            if (!parameter.IsInvalid && parameter.requires_grad && HasGradient(parameter) && TensorValues.Copy(parameter) is { } value)
                _suspects.Add((path, parameter, value));
    }

    // A tensor that was kept for one step only, such as an input whose gradient is looked at, is in no field any more.
    private ImmutableArray<string> Untrained()
    {
        var present = ModuleFields.UnregisteredParameters(model).Select(entry => entry.Parameter.Handle).ToHashSet();
        return
        [
            .. _suspects
                .Where(suspect => HasGradient(suspect.Parameter) && !HasMoved(suspect.Parameter, suspect.Value) && present.Contains(suspect.Parameter.Handle))
                .Select(suspect => suspect.Path)
                .Distinct(),
        ];
    }

    private static bool HasGradient(Tensor parameter)
    {
        if (parameter.IsInvalid)
            return false;

        using var gradient = parameter.grad;
        return TensorValues.Copy(gradient) is { } values && Array.Exists(values, value => value != 0);
    }

    private static bool HasMoved(Tensor parameter, float[] value) => TensorValues.Copy(parameter) is not { } now || !now.AsSpan().SequenceEqual(value);
}
