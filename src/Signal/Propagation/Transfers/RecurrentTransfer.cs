namespace GradGuard.Signal.Propagation.Transfers;

/// <summary>
/// A recurrent network, step by step through time. Over random weights a covariance between two steps moves on with both of them, so
/// one recursion serves all lags (Chen, Pennington and Schoenholz 2018, "Dynamical isometry and a mean field theory of RNNs").
/// </summary>
internal sealed class RecurrentTransfer(RecurrentNode node, int index, PassContext context) : Transfer
{
    /// <summary>Steps that are followed; longer sequences have long settled.</summary>
    public const int MostSteps = 200;

    private const int MostLayers = 32;
    private const double Settled = 1e-5;

    private readonly List<RecurrentLayer> _layers = [];
    private bool _repeats;
    private double _steps;
    private double _hidden;
    private double _energy;

    public override string Kind => "Recurrent";

    public override Signal Forward(IReadOnlyList<Signal> inputs)
    {
        Assumptions assumptions = context.Assumptions;
        Signal input = inputs[0];
        _repeats = node.RepeatsInput && input.Positions <= 1;
        double steps = node.Steps != Size.Unknown || _repeats ? assumptions.Size(node.Steps, new(index, "steps"), Plausible.Steps) : input.Positions;
        _steps = Math.Max(Math.Min(steps, MostSteps), 1);
        _hidden = assumptions.Size(node.HiddenSize, new(index, "hidden"), Plausible.Features);
        double depth = Math.Min(assumptions.Size(node.LayerCount, new(index, "layers"), new(1, 1, 4)), MostLayers);
        double directions = node.Bidirectional ? 2 : 1;
        Products each = _repeats ? input.Products with { Near = input.Products.Same, FarNear = input.Products.Far } : input.Products;
        IReadOnlyList<Products> value = input.Steps?.Steps is { } known && known.Count == (int)_steps
            ? known
            : [.. Enumerable.Repeat(each, (int)_steps)];
        double width = node.InputSize.Value ?? input.Width;
        for (int layer = 0; layer < (int)Math.Round(depth); layer++)
        {
            _layers.Add(new(
                node.Kind, (int)_steps, width, _hidden, directions, Variance(node.InputWeight, width), Variance(node.StateWeight, _hidden), Bias));
            value = _layers[layer].Forward(value, inputs.Count > 1 ? inputs[1].Products : default);
            width = _hidden * directions;
        }

        var series = new StepSeries([.. value]);
        return new(0, series.Mean, width, _steps, Series: series);
    }

    public override void Backward(Gradient gradient, Gradient[] byInput)
    {
        // Where the energy enters at the last step alone, the recursion spreads it.
        var arriving = new Products[(int)_steps];
        for (int t = 0; t < arriving.Length; t++)
        {
            arriving[t] = gradient.Products * (gradient.BySteps?.Length == arriving.Length ? gradient.BySteps[t] : 1);
        }

        _energy = 0;
        var byStart = default(Products);
        for (int layer = _layers.Count - 1; layer >= 0; layer--)
        {
            _energy += _layers[layer].Backward(arriving, context);
            byStart += _layers[layer].ByStart;
        }

        var mean = default(Products);
        foreach (Products step in arriving)
        {
            mean += step * (1 / _steps);
        }

        for (int i = 0; i < byInput.Length; i++)
        {
            byInput[i] = i > 0 ? new(byStart) : _repeats ? new(OverSteps(mean)) : new(mean, BySteps: mean.Same > 0 ? [.. arriving.Select(step => step.Same / mean.Same)] : null);
        }
    }

    public override double WeightGradient(Gradient gradient, PassContext context) => _energy;

    // What all steps have to say of the one value that each of them got.
    private Products OverSteps(Products mean)
    {
        double own = _steps * mean.SumOverPositions(_steps);
        double far = _steps * (mean.Far + ((_steps - 1) * mean.FarNear));
        return new(own, own, far, far);
    }

    private CellBias Bias => node.HasBias
        ? new(Drawn(node.InputBias), Drawn(node.StateBias), (node.ForgetBias ?? node.InputBias?.Mean ?? 0) + (node.StateBias?.Mean ?? 0))
        : default;

    private (double Mean, double Variance) Drawn(BiasInitializer? bias) => bias is null
        ? (0, 1 / (3 * _hidden))
        : (bias.Mean, bias.Variance(_hidden));

    private double Variance(WeightInitializer? weight, double fanIn) => weight is null
        ? 1 / (3 * _hidden)
        : WeightStatistics.Variance(weight, fanIn, Gates * _hidden, index, context.Assumptions);

    // The rows of all of them are one matrix.
    private int Gates => node.Kind switch
    {
        RecurrentKind.Lstm => 4,
        RecurrentKind.Gru => 3,
        _ => 1,
    };

    /// <summary>One layer of the stack, all its steps.</summary>
    private sealed class RecurrentLayer(
        RecurrentKind kind, int steps, double inputWidth, double hidden, double directions, double inputVariance, double stateVariance, CellBias bias)
    {
        private readonly RecurrentCell[] _cells = new RecurrentCell[steps + 1];
        private IReadOnlyList<Products> _input = [];

        /// <summary>The gradient by the state before the first step, once the backward pass is done.</summary>
        public Products ByStart { get; private set; }

        public Products[] Forward(IReadOnlyList<Products> input, Products start)
        {
            _input = input;
            var states = new Products[steps];
            _cells[0] = RecurrentCell.Start(kind, start);
            for (int t = 1; t <= steps; t++)
            {
                RecurrentCell last = _cells[t - 1];
                bool settled = t > 2 && input[t - 1] == input[t - 2] && IsClose(last.State, _cells[t - 2].State);
                _cells[t] = settled ? last : last.Next(input[t - 1] * (inputWidth * inputVariance), hidden * stateVariance, bias);
                states[t - 1] = _cells[t].State;
            }

            for (int t = 1; t <= steps; t++)
            {
                states[t - 1] = Averaged(states[t - 1], states[t - 1].BeyondLater() * Reach(t, 1));
            }

            return states;
        }

        // Of the products with all other steps, which those of two far apart stand for, the mean.
        private Products Averaged(Products products, Products more) =>
            steps > 1 ? products with { Near = products.Near + (more.Same / (steps - 1)), FarNear = products.FarNear + (more.Far / (steps - 1)) } : products;

        // Σ fᵏ over the steps before and behind one, with f what a step keeps.
        private double Reach(int t, int power) => Sum(Math.Pow(_cells[t].Keep, power), t - 1) + Sum(Math.Pow(_cells[t].Keep, power), steps - t);

        private static double Sum(double factor, int terms) => factor < 1 ? factor * (1 - Math.Pow(factor, terms)) / (1 - factor) : terms;

        private static bool IsClose(Products one, Products other) =>
            Math.Abs(one.Same - other.Same) < Settled * one.Same && Math.Abs(one.Far - other.Far) < Settled * one.Same;

        /// <summary>Replaces the gradients by the outputs with those by the inputs; returns the squared norm of the weights' gradient.</summary>
        public double Backward(Products[] gradients, PassContext context)
        {
            Products byState = default;
            Carried carried = default;
            var square = default(GradientSquare);
            for (int t = steps; t >= 1; t--)
            {
                RecurrentCell cell = _cells[t];
                StepGradients step = cell.Back(gradients[t - 1], byState * (hidden * stateVariance), carried);
                (byState, carried) = (step.Previous, step.Carried);
                Products before = _cells[t - 1].State;
                square += GradientSquare.Of(step.ForInput, _input[t - 1], steps, context.BatchSize) * (hidden * inputWidth);
                square += GradientSquare.Of(step.ForState, before, steps, context.BatchSize) * (hidden * hidden);
                Products forInput = step.ForInput;
                if (cell.Keep > 0)
                {
                    ApartGates apart = cell.ApartForInput();
                    Products kept = carried.Kept;
                    square += Nearby(cell, apart, kept, _input[t - 1].Later(), default, t, context) * (hidden * inputWidth);
                    square += Nearby(cell, cell.ApartForState(), kept, before.Later(), before.BeyondLater(), t, context) * (hidden * hidden);
                    Products once = (kept.BeyondLater() * apart.Lasting) + (kept.Later() * apart.Fading);
                    forInput = Averaged(forInput, (once * Reach(t, 1)) + (kept.BeyondLater() * apart.Fading * Reach(t, 2)));
                }

                gradients[t - 1] = forInput * (hidden * directions * inputVariance);
            }

            ByStart = _cells[0].AtStart(byState * (hidden * stateVariance), carried.Carry);
            return square.Typical(context.Outputs) * directions;
        }

        // What a step and those before it add to the square beyond what steps far apart do: all three factors fade with the memory.
        private static GradientSquare Nearby(RecurrentCell cell, ApartGates gates, Products kept, Products lasting, Products fading, int t, PassContext context)
        {
            (Products far, Products near) = (kept.Later(), kept.BeyondLater());
            Products once = (near * gates.Lasting) + (far * gates.Fading);
            Products twice = near * gates.Fading;
            double keep = cell.Keep;
            double first = Sum(keep, t - 1);
            double second = Sum(keep * keep, t - 1);
            double third = Sum(keep * keep * keep, t - 1);
            Products pairs = (((once * lasting) + (far * gates.Lasting * fading)) * first)
                + (((twice * lasting) + (once * fading)) * second)
                + (twice * fading * third);
            double shared = (once * lasting * first).Far + (twice * lasting * second).Far;
            return new GradientSquare((pairs.Same + ((context.BatchSize - 1) * pairs.Far)) / context.BatchSize, (context.BatchSize - 1) * shared / context.BatchSize) * 2;
        }
    }
}
