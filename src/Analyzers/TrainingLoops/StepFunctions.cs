using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.TrainingLoops;

/// <summary>Functions of a tensor that are constant between their jumps: no gradient passes them.</summary>
internal static class StepFunctions
{
    // Autograd records them, with a slope of 0.
    private static readonly HashSet<string> Rounding = ["round", "floor", "ceil", "trunc", "fix", "sign", "sgn"];

    // Whole numbers, indices and truth values, which autograd does not record.
    private static readonly HashSet<string> Choosing =
        ["argmax", "argmin", "argsort", "gt", "ge", "lt", "le", "eq", "ne", "greater", "greater_equal", "less", "less_equal", "not_equal", "bernoulli", "multinomial", "nonzero"];

    public static bool Rounds(string name) => Rounding.Contains(name);

    public static bool Chooses(string name) => Choosing.Contains(name);

    public static bool Compares(IBinaryOperation binary) => binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
        or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;
}
