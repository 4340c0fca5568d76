using GradGuard.Analyzers.Tracing;
using Microsoft.CodeAnalysis.CSharp;

namespace GradGuard.Analyzers.Settings;

/// <summary>A setting that lists members of the user's code, and what each stands for.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Example">An entry as it should be.</param>
/// <param name="IsMeaning">Whether an entry can stand for that.</param>
internal sealed record NameList(string Key, string Example, Func<string, bool> IsMeaning)
{
    public static IReadOnlyList<NameList> All { get; } =
    [
        new(UserNames.ActivationsKey, "Nets.Swish: SiLU", KnownActivations.IsKnown),
        new(UserNames.NormalizationsKey, "Nets.ScaleNorm: RMSNorm", meaning => Interpreter.KnownNormalization(meaning) is not null),
        new(UserNames.ClippingKey, "Nets.Training.Bound", meaning => meaning.Length == 0),
    ];

    /// <summary>What is wrong with the first faulty entry of a value; null where all can be read. A name may be that of another project.</summary>
    public SettingFault? FaultIn(string value)
    {
        foreach (var (name, meaning) in UserNames.Entries(value))
        {
            var fault = !name.Split('.').All(SyntaxFacts.IsValidIdentifier) ? $"'{name}' is no full name without parameters"
                : IsMeaning(meaning) ? null
                : meaning.Length == 0 ? $"'{name}' does not say what it stands for"
                : $"'{meaning}' is not known";
            if (fault is not null)
                return new($"An entry of '{Key}' changes nothing: {fault}", $"Write it as in '{Example}'");
        }

        return null;
    }
}
