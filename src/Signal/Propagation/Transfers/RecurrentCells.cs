namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>An activation of a Gaussian with given products: what comes out, and the slopes.</summary>
/// <param name="Value">E[φ(z) φ(z')].</param>
/// <param name="Slope">E[φ'(z) φ'(z')].</param>
/// <param name="Mean">E[φ(z)].</param>
internal readonly record struct Gate(Products Value, Products Slope, double Mean = 0)
{
    /// <param name="function">The activation.</param>
    /// <param name="argument">The products of what it takes, about its mean.</param>
    /// <param name="mean">That mean.</param>
    public static Gate Of(ActivationFunction function, Products argument, double mean = 0)
    {
        ActivationMoments moments = function.Moments(mean, argument.Same);
        return new(argument.Map(p => moments.Product(Correlation(p))), argument.Map(p => moments.SlopeProduct(Correlation(p))), moments.Mean);

        double Correlation(double product) => argument.Same > 0 ? Math.Max(-1, Math.Min(1, product / argument.Same)) : 1;
    }
}

/// <summary>How the biases of a cell's pre-activations are drawn.</summary>
/// <param name="Input">Mean and variance of those beside the input's weights.</param>
/// <param name="State">Mean and variance of those beside the state's weights.</param>
/// <param name="Forget">The mean that the two have together for forget gates.</param>
internal readonly record struct CellBias((double Mean, double Variance) Input, (double Mean, double Variance) State, double Forget)
{
    public double Mean => Input.Mean + State.Mean;

    public double Variance => Input.Variance + State.Variance;
}

/// <summary>The gradients that leave one step of a cell.</summary>
/// <param name="Previous">By the state before, per unit of variance of the state's weights and without their number of units.</param>
/// <param name="ForInput">By the pre-activations that the input's weights make, all gates together.</param>
/// <param name="ForState">By those that the state's weights make.</param>
/// <param name="Carried">What the step before takes up.</param>
internal readonly record struct StepGradients(Products Previous, Products ForInput, Products ForState, Carried Carried);

/// <summary>
/// One step of a recurrent cell in its statistics. Every gate draws its own weights, so gates are independent; but a weight is the same at
/// all steps, so what steps have in common adds up in a memory and in the gradient that goes back through it.
/// </summary>
internal abstract class RecurrentCell
{
    /// <summary>E[h h'] of the state that the step leaves.</summary>
    public abstract Products State { get; }

    /// <summary>The mean share of its memory that a step hands on, past all weights.</summary>
    public virtual double Keep => 0;

    /// <summary>What stands before the first step.</summary>
    /// <param name="kind">The cell.</param>
    /// <param name="state">E[h h'] of the state there; 0 where it starts from nothing.</param>
    public static RecurrentCell Start(RecurrentKind kind, Products state) => kind switch
    {
        RecurrentKind.Lstm => new LstmCell(default, default, default, default, new(state * LstmCell.MemoryOverState, default), default, state),
        RecurrentKind.Gru => new GruCell(default, default, default, default, new(state, default)),
        _ => new PlainCell(kind == RecurrentKind.Relu ? ActivationFunction.ReLU : ActivationFunction.Tanh, new(state, default)),
    };

    /// <summary>The gradient by the state before the first step, from what the first step hands back.</summary>
    /// <param name="byState">By that state through the pre-activations.</param>
    /// <param name="carry">By what else the cell carries over.</param>
    public abstract Products AtStart(Products byState, Products carry);

    /// <summary>The next step.</summary>
    /// <param name="fromInput">E[z z'] of the input's part of a pre-activation, without bias.</param>
    /// <param name="weights">Units times the variance of the state's weights.</param>
    /// <param name="bias">The biases.</param>
    public abstract RecurrentCell Next(Products fromInput, double weights, CellBias bias);

    /// <summary>The gradients through this step.</summary>
    /// <param name="arriving">By the state it leaves, from outside.</param>
    /// <param name="byNext">By that state, through the pre-activations of the next step.</param>
    /// <param name="carried">What else the next step hands back.</param>
    public abstract StepGradients Back(Products arriving, Products byNext, Carried carried);

    /// <summary>The gates of this step and of another, by the input's weights.</summary>
    public virtual ApartGates ApartForInput() => default;

    /// <summary>The gates of this step and of another, by the state's weights.</summary>
    public virtual ApartGates ApartForState() => default;
}

/// <summary>h = φ(W x + U h + b).</summary>
internal sealed class PlainCell(ActivationFunction function, Gate gate) : RecurrentCell
{
    public override Products State => gate.Value;

    public override RecurrentCell Next(Products fromInput, double weights, CellBias bias) =>
        new PlainCell(function, Gate.Of(function, (fromInput + (State * weights)).Plus(bias.Variance), bias.Mean));

    public override StepGradients Back(Products arriving, Products byNext, Carried carried)
    {
        Products inner = (arriving + byNext) * gate.Slope;
        return new(inner, inner, inner, default);
    }

    public override Products AtStart(Products byState, Products carry) => byState;
}

/// <summary>c = f c + i g, h = o tanh(c), with three sigmoid gates and g a tanh (Hochreiter and Schmidhuber 1997; Gers et al. 2000).</summary>
internal sealed class LstmCell(Gate sigmoid, Gate forget, Gate candidate, Gate squashed, Memory memory, Products before, Products state) : RecurrentCell
{
    /// <summary>
    /// Mean square of the memory over that of the state, h = o tanh(c) with gates near one half and memories that are small: what a memory
    /// is taken for where only the state beside it is known.
    /// </summary>
    public const double MemoryOverState = 4;

    public override Products State => state;

    public override double Keep => forget.Mean;

    public override RecurrentCell Next(Products fromInput, double weights, CellBias bias)
    {
        Products argument = (fromInput + (state * weights)).Plus(bias.Variance);
        var gate = Gate.Of(ActivationFunction.Sigmoid, argument, bias.Mean);
        Gate keep = bias.Forget == bias.Mean ? gate : Gate.Of(ActivationFunction.Sigmoid, argument, bias.Forget);
        var tanh = Gate.Of(ActivationFunction.Tanh, argument, bias.Mean);
        Memory next = memory.Next(keep.Value * memory.Value, gate.Value * tanh.Value, Products.Shared(keep.Mean * gate.Mean), keep.Mean, gate.Mean, tanh.Value);
        var output = Gate.Of(ActivationFunction.Tanh, next.Value);
        return new LstmCell(gate, keep, tanh, output, next, memory.Value, gate.Value * output.Value);
    }

    public override StepGradients Back(Products arriving, Products byNext, Carried carried)
    {
        Products toMemory = sigmoid.Value * squashed.Slope;
        Carried back = carried.Joined(arriving * toMemory, byNext * toMemory, forget.Mean, forget.Value);
        Products gates = (back.Kept * ((candidate.Value * sigmoid.Slope) + (before * forget.Slope) + (sigmoid.Value * candidate.Slope)))
            + ((arriving + byNext) * squashed.Value * sigmoid.Slope);
        return new(gates, gates, gates, back);
    }

    // The output gate's gradient comes from the state, which nothing carries over.
    public override ApartGates ApartForInput() => new(
        ((candidate.Value * sigmoid.Slope) + (before * forget.Slope) + (sigmoid.Value * candidate.Slope)).Later(),
        before.BeyondLater() * forget.Slope.Later());

    public override ApartGates ApartForState() => ApartForInput();

    // A gradient by the memory is one by the state that made it, as much larger as the memory is.
    public override Products AtStart(Products byState, Products carry) => byState + (carry * MemoryOverState);
}

/// <summary>h = (1 - z) n + z h, n = tanh(W x + r (U h + b)) (Cho et al. 2014).</summary>
internal sealed class GruCell(Gate sigmoid, Gate candidate, Products recurrent, Memory before, Memory state) : RecurrentCell
{
    public override Products State => state.Value;

    public override double Keep => sigmoid.Mean;

    public override RecurrentCell Next(Products fromInput, double weights, CellBias bias)
    {
        Products inner = (State * weights).Plus(bias.State.Variance);
        Products outer = fromInput.Plus(bias.Input.Variance);
        var gate = Gate.Of(ActivationFunction.Sigmoid, outer + inner, bias.Mean);
        var tanh = Gate.Of(ActivationFunction.Tanh, outer + (gate.Value * inner), bias.Input.Mean);

        // 1 - z has the products of z, by symmetry.
        Memory next = state.Next(gate.Value * State, gate.Value * tanh.Value, Products.Shared(gate.Mean) + (gate.Value * -1), gate.Mean, 1 - gate.Mean, tanh.Value);
        return new GruCell(gate, tanh, inner, state, next);
    }

    public override StepGradients Back(Products arriving, Products byNext, Carried carried)
    {
        Carried back = carried.Joined(arriving, byNext, sigmoid.Mean, sigmoid.Value);
        Products byCandidate = back.Kept * sigmoid.Value * candidate.Slope;
        Products gates = (back.Kept * Contrast * sigmoid.Slope) + (byCandidate * recurrent * sigmoid.Slope);
        Products inner = (byCandidate * sigmoid.Value) + gates;
        return new(inner, byCandidate + gates, inner, back);
    }

    public override ApartGates ApartForInput() => Apart(Products.Shared(1));

    public override ApartGates ApartForState() => Apart(sigmoid.Value.Later());

    public override Products AtStart(Products byState, Products carry) => byState + carry;

    // E[(h - n)²].
    private Products Contrast => before.Value + candidate.Value + (before.Ahead * -2);

    private ApartGates Apart(Products ofCandidate)
    {
        Products byCandidate = (sigmoid.Value * candidate.Slope).Later();
        Products slope = sigmoid.Slope.Later();
        return new(
            (Contrast.Later() * slope) + (byCandidate * (ofCandidate + (recurrent.Later() * slope))),
            (Contrast.BeyondLater() + (byCandidate * recurrent.BeyondLater())) * slope);
    }
}
