using GradGuard.Signal.Propagation.Transfers;

namespace GradGuard.Signal.Propagation;

/// <summary>One forward and one backward pass of the statistics, with every size a number.</summary>
/// <param name="Signals">The value of each node.</param>
/// <param name="Norms">log10 of the norm of each weight layer's gradient, by node.</param>
internal sealed record Evaluation(Signal[] Signals, IReadOnlyDictionary<int, (string Kind, double Log10Norm)> Norms)
{
    private const double Smallest = 1e-250;

    [ThreadStatic]
    private static Gradient[]? _gradients;

    public static Evaluation Of(LayerGraph graph, Assumptions assumptions, TrainingSetting setting, CancellationToken cancellation)
    {
        var context = new PassContext(graph, assumptions, setting);
        Forward(context, cancellation);
        return new(context.Signals, Backward(context, cancellation));
    }

    private static void Forward(PassContext context, CancellationToken cancellation)
    {
        var lists = new ListsByLength<Signal>();
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

    private static Dictionary<int, (string Kind, double Log10Norm)> Backward(PassContext context, CancellationToken cancellation)
    {
        IReadOnlyList<LayerNode> nodes = context.Graph.Nodes;
        Gradient[] gradients = Cleared(nodes.Count);
        var norms = new Dictionary<int, (string Kind, double Log10Norm)>();
        if (nodes.Count == 0)
        {
            return norms;
        }

        Dictionary<int, Gradient> heads = Heads(context);
        context.Outputs = Math.Max(heads.Keys.Sum(head => context.Signals[head].Width), 1);
        foreach (KeyValuePair<int, Gradient> head in heads)
        {
            gradients[head.Key] = head.Value;
        }

        var lists = new ListsByLength<Gradient>();
        for (int i = heads.Keys.Max(); i >= 0; i--)
        {
            cancellation.ThrowIfCancellationRequested();
            Gradient[] byInput = lists.Of(nodes[i].Inputs.Count);
            gradients[i] = gradients[i].Settled();
            context.Transfers[i].Backward(gradients[i], byInput);
            for (int k = 0; k < byInput.Length; k++)
            {
                Gradient before = gradients[nodes[i].Inputs[k]];
                gradients[nodes[i].Inputs[k]] = Finite(before.Plus(Floored(byInput[k], gradients[i])));
            }
        }

        bool[] reached = Reached(context.Graph, heads.Keys);
        foreach (KeyValuePair<int, double> shared in SharedWeights(context, gradients, reached))
        {
            norms[shared.Key] = (context.Transfers[shared.Key].Kind!, shared.Value > 0 ? Math.Log10(shared.Value) / 2 : double.NegativeInfinity);
        }

        return norms;
    }

    // A prediction makes many evaluations and keeps none of their gradients.
    private static Gradient[] Cleared(int count)
    {
        if (_gradients is null || _gradients.Length < count)
        {
            _gradients = new Gradient[count];
        }
        else
        {
            Array.Clear(_gradients, 0, count);
        }

        return _gradients;
    }

    // The gradients of the losses, by the nodes whose values they are known for.
    private static Dictionary<int, Gradient> Heads(PassContext context)
    {
        LayerGraph graph = context.Graph;
        bool areSeveral = graph.Nodes[graph.Output] is OutputsNode;
        var heads = new Dictionary<int, Gradient>();
        foreach (int output in areSeveral ? graph.Nodes[graph.Output].Inputs : [graph.Output])
        {
            LossKind loss = context.Setting.Loss;
            int logits = Head.Logits(graph, output, context.Signals, ref loss);
            Signal value = context.Signals[logits];
            Gradient gradient = Head.Gradient(value, loss);
            gradient = areSeveral ? gradient.Scaled(Head.Share(value, loss)) : gradient;
            heads[logits] = heads.TryGetValue(logits, out Gradient other) ? gradient.Plus(other) : gradient;
        }

        return heads;
    }

    // A layer that is called twice owns one weight, whose gradients add up; what they share is not followed.
    private static Dictionary<int, double> SharedWeights(PassContext context, Gradient[] gradients, bool[] reached)
    {
        var squares = new Dictionary<int, double>();
        var firstCalls = new Dictionary<string, int>();
        for (int i = 0; i < reached.Length; i++)
        {
            if (!reached[i] || context.Transfers[i].Kind is null || context.Graph.Nodes[i].IsFrozen)
            {
                continue;
            }

            string path = context.Graph.Nodes[i].Path;
            int first = i;
            if (path.Length > 0 && !firstCalls.TryGetValue(path, out first))
            {
                first = firstCalls[path] = i;
            }

            squares[first] = (squares.TryGetValue(first, out double square) ? square : 0) + context.Transfers[i].WeightGradient(gradients[i], context);
        }

        return squares;
    }

    // Powers of a thousand layers leave the range of a double; the ends of the range keep order and sign.
    private static Signal Finite(Signal signal) => signal with
    {
        Mean = Finite(signal.Mean),
        Products = signal.Products.Map(Finite),
        Tangent = signal.Tangent.Map(Finite),
    };

    // A layer that the output does not depend on has no gradient to speak of.
    private static bool[] Reached(LayerGraph graph, IReadOnlyCollection<int> outputs)
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
        gradient.IsScaleFree, gradient.Tangent.Map(Finite), gradient.Field, Finite(gradient.Curve), Finite(gradient.Lean), gradient.First);

    private static double Finite(double value) => double.IsNaN(value) ? 0 : Math.Max(-1e140, Math.Min(1e140, value));
}
