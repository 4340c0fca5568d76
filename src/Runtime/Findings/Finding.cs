using System.Collections.Immutable;
using GradGuard.Remedies;

namespace GradGuard;

/// <summary>A <see cref="GradGuard.Symptom"/> at a place and time. A lasting state is reported once when it begins and once when it ends.</summary>
public sealed record Finding
{
    private readonly ImmutableArray<Remedy> _remedies;

    /// <summary>What is wrong.</summary>
    public required Symptom Symptom { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Path of the layer to look at first, or empty for the model as a whole.</summary>
    public required string Layer { get; init; }

    /// <summary>The step at which it was found, from 1.</summary>
    public required long Step { get; init; }

    /// <summary>One sentence with the numbers in it.</summary>
    public required string Message { get; init; }

    /// <summary>The numbers behind it.</summary>
    public ImmutableArray<Evidence> Evidence { get; init; } = [];

    /// <summary>All layers concerned, in order of execution; <see cref="Layer"/> is the one to look at first.</summary>
    public ImmutableArray<string> Layers { get; init; } = [];

    /// <summary>Whether this says that an earlier finding of the same symptom and layer no longer holds.</summary>
    public bool IsEnd { get; init; }

    /// <summary>What to change, the best first: chosen for the model where it is known, else all there are for the symptom. None for an end.</summary>
    public ImmutableArray<Remedy> Remedies
    {
        get => IsEnd ? [] : _remedies.IsDefault ? RemedyToolkit.For(Symptom) : _remedies;
        init => _remedies = value;
    }

    /// <summary>Whether remedies were chosen already, for the model or for the cause.</summary>
    internal bool HasChosenRemedies => !_remedies.IsDefault;

    /// <summary>The page that explains the symptom.</summary>
    public string Link => RemedyToolkit.PageOf(Symptom);

    /// <summary>That a state which was reported no longer holds.</summary>
    internal static Finding End(Symptom symptom, string layer, long step, string message) => new()
    {
        Symptom = symptom,
        Severity = Severity.Info,
        Layer = layer,
        Step = step,
        Message = message,
        IsEnd = true,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Severity.Name()} step {Step}: {(Layer.Length == 0 ? "" : Layer + ": ")}{Message}";
}
