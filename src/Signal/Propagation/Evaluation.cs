using GradGuard.Signal.Propagation.Transfers;

namespace GradGuard.Signal.Propagation;

/// <summary>One forward and one backward pass of the statistics, with every size a number.</summary>
/// <param name="Seconds">E[a²] of the value of each node.</param>
/// <param name="Norms">The weight layers in the order of their first calls.</param>
internal sealed record Evaluation(double[] Seconds, IReadOnlyList<WeightNorm> Norms)
{
    private const double Smallest = 1e-250;

    public static Evaluation Of(LayerGraph graph, Assumptions assumptions, TrainingSetting setting, CancellationToken cancellation)
    {
        var context = new PassContext(graph, assumptions, setting);
        Forward(context, cancellation);
        return new(SecondsOf(context), Backward(context, cancellation));
    }

    private static double[] SecondsOf(PassContext context)
    {
        var seconds = new double[context.Graph.Nodes.Count];
        for (int i = 0; i < seconds.Length; i++)
        {
            seconds[i] = context.Signals[i].Second;
        }

        return seconds;
    }

    private static void Forward(PassContext context, CancellationToken cancellation)
    {
        var lists = ListsByLength<Signal>.OfThread;
        for (int i = 0; i < context.Graph.Nodes.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<int> inputs = context.Graph.Nodes[i].Inputs;
            Signal[] values = lists.Of(inputs.Count);
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = context.Signals[inputs[k]];
            }

            context.Transfers[i] = TransferFactory.For(i, context);
            context.Signals[i] = Finite(context.Transfers[i].Forward(values));
        }
    }

    private static IReadOnlyList<WeightNorm> Backward(PassContext context, CancellationToken cancellation)
    {
        IReadOnlyList<LayerNode> nodes = context.Graph.Nodes;
        if (nodes.Count == 0)
        {
            return [];
        }

        Gradient[] gradients = Scratch<Gradient>.Cleared(nodes.Count);
        IReadOnlyList<int> heads = PutHeads(context, gradients);
        context.Outputs = Math.Max(heads.Sum(head => context.Signals[head].Width), 1);
        var lists = ListsByLength<Gradient>.OfThread;
        for (int i = heads.Max(); i >= 0; i--)
        {
            cancellation.ThrowIfCancellationRequested();
            Gradient[] byInput = lists.Of(nodes[i].Inputs.Count);
            gradients[i] = gradients[i].Settled();
            context.Transfers[i].Backward(gradients[i], byInput);
            for (int k = 0; k < byInput.Length; k++)
            {
                int input = nodes[i].Inputs[k];
                gradients[input] = Finite(gradients[input].Plus(Floored(byInput[k], gradients[i]), context.Signals[input]));
            }
        }

        return NormsOf(context, gradients, Reached(context.Graph, heads));
    }

    // Gives the nodes whose values the losses take their gradients, and says which nodes they are.
    private static IReadOnlyList<int> PutHeads(PassContext context, Gradient[] gradients)
    {
        LayerGraph graph = context.Graph;
        bool areSeveral = graph.Nodes[graph.Output] is OutputsNode;
        var heads = new List<int>(1);
        IReadOnlyList<int> outputs = areSeveral ? graph.Nodes[graph.Output].Inputs : [graph.Output];
        foreach (int output in outputs)
        {
            LossKind loss = context.Setting.Loss is LossKind.Unknown && Head.IsBesideSpread(graph, output, outputs, context.Signals)
                ? LossKind.SquaredError
                : context.Setting.Loss;
            int logits = Head.Logits(graph, output, context.Signals, ref loss);
            Signal value = context.Signals[logits];
            Gradient gradient = Head.Gradient(value, loss, Head.SharedByFeatures(graph, logits, context.Signals));
            gradient = areSeveral ? gradient.Scaled(Head.Share(value, loss)) : gradient;
            bool isKnown = heads.Contains(logits);
            gradients[logits] = isKnown ? gradient.Plus(gradients[logits], value) : gradient;
            if (!isKnown)
            {
                heads.Add(logits);
            }
        }

        return heads;
    }

    // A layer that is called twice owns one weight, whose gradients add up; what they share is not followed.
    private static List<WeightNorm> NormsOf(PassContext context, Gradient[] gradients, bool[] reached)
    {
        var squares = new List<(int Node, double Square)>();
        var firstCalls = new Dictionary<string, int>();
        for (int i = 0; i < reached.Length; i++)
        {
            if (!reached[i] || context.Transfers[i].Kind is null || context.Graph.Nodes[i].IsFrozen)
            {
                continue;
            }

            string path = context.Graph.Nodes[i].Path;
            double square = context.Transfers[i].WeightGradient(gradients[i], context);
            if (path.Length > 0 && firstCalls.TryGetValue(path, out int first))
            {
                squares[first] = (squares[first].Node, squares[first].Square + square);
                continue;
            }

            firstCalls[path] = squares.Count;
            squares.Add((i, square));
        }

        return squares.ConvertAll(layer =>
            new WeightNorm(layer.Node, context.Transfers[layer.Node].Kind!, layer.Square > 0 ? Math.Log10(layer.Square) / 2 : double.NegativeInfinity));
    }

    // Powers of a thousand layers leave the range of a double; the ends of the range keep order and sign.
    private static Signal Finite(Signal signal) => signal with
    {
        Mean = Finite(signal.Mean),
        Products = signal.Products.Map(Finite),
        Tangent = signal.Tangent.Map(Finite),
    };

    // A layer that the output does not depend on has no gradient to speak of.
    private static bool[] Reached(LayerGraph graph, IReadOnlyList<int> outputs)
    {
        var reached = new bool[graph.Nodes.Count];
        foreach (int output in outputs)
        {
            reached[output] = true;
        }

        for (int i = outputs.Max(); i >= 0; i--)
        {
            IReadOnlyList<int> inputs = graph.Nodes[i].Inputs;
            for (int k = 0; k < inputs.Count; k++)
            {
                reached[inputs[k]] |= reached[i];
            }
        }

        return reached;
    }

    // Only a factor of zero makes a zero.
    private static Gradient Floored(Gradient gradient, Gradient from) =>
        gradient.Energy < Smallest && from.Energy is > 0 and < 1e-200
            ? gradient with { Products = gradient.Products with { Same = Smallest } }
            : gradient;

    private static Gradient Finite(Gradient gradient) => new(
        gradient.Products.Map(Finite), Finite(gradient.Mean), Finite(gradient.Fresh), Finite(gradient.Bend),
        gradient.Tilt.Map(Finite), gradient.Profile, gradient.BySteps,
        gradient.IsScaleFree, gradient.Tangent.Map(Finite), gradient.Field, Finite(gradient.Curve), Finite(gradient.Lean), gradient.First, gradient.Places, gradient.IsContrast, gradient.Draws, gradient.Alike.Map(Finite));

    private static double Finite(double value) => double.IsNaN(value) ? 0 : Math.Max(-1e140, Math.Min(1e140, value));
}

/// <summary>The gradient of a weight layer.</summary>
/// <param name="Node">The node that calls the layer first.</param>
/// <param name="Kind">What the layer is called.</param>
/// <param name="Log10Norm">log10 of the norm of its weights' gradient.</param>
internal readonly record struct WeightNorm(int Node, string Kind, double Log10Norm);
