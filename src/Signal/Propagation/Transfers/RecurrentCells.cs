namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>An activation of a Gaussian with given products: what comes out, and the slopes.</summary>
internal readonly record struct Gate(Products Value, Products Slope)
{
    /// <param name="function">The activation.</param>
    /// <param name="argument">The products of what it takes, about its mean.</param>
    /// <param name="mean">That mean.</param>
    public static Gate Of(ActivationFunction function, Products argument, double mean = 0)
    {
        ActivationMoments moments = function.Moments(mean, argument.Same);
        return new(argument.Map(p => moments.Product(Correlation(p))), argument.Map(p => moments.SlopeProduct(Correlation(p))));

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
/// <param name="Carry">By what else the cell carries over, directly.</param>
/// <param name="ForInput">By the pre-activations that the input's weights make, all gates together.</param>
/// <param name="ForState">By those that the state's weights make.</param>
internal readonly record struct StepGradients(Products Previous, Products Carry, Products ForInput, Products ForState);

/// <summary>One step of a recurrent cell in its statistics. Every gate draws its own weights, so gates are independent.</summary>
internal abstract class RecurrentCell
{
    /// <summary>E[h h'] of the state that the step leaves.</summary>
    public abstract Products State { get; }

    /// <summary>What stands before the first step.</summary>
    /// <param name="kind">The cell.</param>
    /// <param name="state">E[h h'] of the state there; 0 where it starts from nothing.</param>
    public static RecurrentCell Start(RecurrentKind kind, Products state) => kind switch
    {
        RecurrentKind.Lstm => new LstmCell(default, default, default, default, state * LstmCell.MemoryOverState, default, state),
        RecurrentKind.Gru => new GruCell(default, default, default, default, state),
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
    /// <param name="byState">By the state it leaves.</param>
    /// <param name="carry">By what else it hands on.</param>
    public abstract StepGradients Back(Products byState, Products carry);
}

/// <summary>h = φ(W x + U h + b).</summary>
internal sealed class PlainCell(ActivationFunction function, Gate gate) : RecurrentCell
{
    public override Products State => gate.Value;

    public override RecurrentCell Next(Products fromInput, double weights, CellBias bias) =>
        new PlainCell(function, Gate.Of(function, (fromInput + (State * weights)).Plus(bias.Variance), bias.Mean));

    public override StepGradients Back(Products byState, Products carry)
    {
        Products inner = byState * gate.Slope;
        return new(inner, default, inner, inner);
    }

    public override Products AtStart(Products byState, Products carry) => byState;
}

/// <summary>c = f c + i g, h = o tanh(c), with three sigmoid gates and g a tanh (Hochreiter and Schmidhuber 1997; Gers et al. 2000).</summary>
internal sealed class LstmCell(Gate sigmoid, Gate forget, Gate candidate, Gate squashed, Products memory, Products before, Products state) : RecurrentCell
{
    /// <summary>
    /// Mean square of the memory over that of the state, h = o tanh(c) with gates near one half and memories that are small: what a memory
    /// is taken for where only the state beside it is known.
    /// </summary>
    public const double MemoryOverState = 4;

    public override Products State => state;

    public override RecurrentCell Next(Products fromInput, double weights, CellBias bias)
    {
        Products argument = (fromInput + (state * weights)).Plus(bias.Variance);
        var gate = Gate.Of(ActivationFunction.Sigmoid, argument, bias.Mean);
        Gate keep = bias.Forget == bias.Mean ? gate : Gate.Of(ActivationFunction.Sigmoid, argument, bias.Forget);
        var tanh = Gate.Of(ActivationFunction.Tanh, argument, bias.Mean);
        Products next = (keep.Value * memory) + (gate.Value * tanh.Value);
        var output = Gate.Of(ActivationFunction.Tanh, next);
        return new LstmCell(gate, keep, tanh, output, next, memory, gate.Value * output.Value);
    }

    public override StepGradients Back(Products byState, Products carry)
    {
        Products byMemory = (byState * sigmoid.Value * squashed.Slope) + carry;
        Products gates = (byMemory * candidate.Value * sigmoid.Slope)
            + (byMemory * before * forget.Slope)
            + (byMemory * sigmoid.Value * candidate.Slope)
            + (byState * squashed.Value * sigmoid.Slope);
        return new(gates, byMemory * forget.Value, gates, gates);
    }

    // A gradient by the memory is one by the state that made it, as much larger as the memory is.
    public override Products AtStart(Products byState, Products carry) => byState + (carry * MemoryOverState);
}

/// <summary>h = (1 - z) n + z h, n = tanh(W x + r (U h + b)) (Cho et al. 2014).</summary>
internal sealed class GruCell(Gate sigmoid, Gate candidate, Products recurrent, Products before, Products state) : RecurrentCell
{
    public override Products State => state;

    public override RecurrentCell Next(Products fromInput, double weights, CellBias bias)
    {
        Products inner = (state * weights).Plus(bias.State.Variance);
        Products outer = fromInput.Plus(bias.Input.Variance);
        var gate = Gate.Of(ActivationFunction.Sigmoid, outer + inner, bias.Mean);
        var tanh = Gate.Of(ActivationFunction.Tanh, outer + (gate.Value * inner), bias.Input.Mean);
        return new GruCell(gate, tanh, inner, state, (gate.Value * tanh.Value) + (gate.Value * state));
    }

    // 1 - z has the products of z, by symmetry.
    public override StepGradients Back(Products byState, Products carry)
    {
        Products through = byState + carry;
        Products byCandidate = through * sigmoid.Value * candidate.Slope;
        Products gates = (through * (before + candidate.Value) * sigmoid.Slope) + (byCandidate * recurrent * sigmoid.Slope);
        Products inner = (byCandidate * sigmoid.Value) + gates;
        return new(inner, through * sigmoid.Value, byCandidate + gates, inner);
    }

    public override Products AtStart(Products byState, Products carry) => byState + carry;
}
