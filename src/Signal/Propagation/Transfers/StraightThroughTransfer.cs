namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>The value of the first input with the gradient of the second (Bengio et al. 2013, section 4).</summary>
internal sealed class StraightThroughTransfer : Transfer
{
    public override Signal Forward(IReadOnlyList<Signal> inputs) => inputs[0] with { Width = inputs[1].Width, Positions = inputs[1].Positions };

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        byInput[0] = default;
        byInput[1] = gradient;
    }
}
