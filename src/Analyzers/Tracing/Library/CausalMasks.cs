using GradGuard.Signal;
using Microsoft.CodeAnalysis;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Masks that hide later positions, and the attention scores that they are laid on.</summary>
internal static class CausalMasks
{
    public static bool IsOne(AbstractValue? value) => value is DataTensor { IsCausal: true };

    /// <summary>Data computed from a causal mask is one: its negation, zeros and minus infinity in its place.</summary>
    public static AbstractValue From(IEnumerable<AbstractValue> operands, string name, AbstractValue result)
    {
        if (result is DataTensor data && (name is "tril" or "triu" || operands.Any(IsOne)))
            data.IsCausal = true;

        return result;
    }

    /// <summary>Scores under a mask.</summary>
    public static AbstractValue Masked(Interpreter interpreter, TensorValue scores, IEnumerable<AbstractValue> masks, SyntaxNode? use) =>
        scores.Meaning is Scores { AreCausal: false } open && masks.Any(IsOne)
            ? interpreter.Emit(new ReshapeNode(interpreter.OperationPath("mask"), [interpreter.NodeOf(scores, use)]), use, meaning: open with { AreCausal = true })
            : scores;
}
