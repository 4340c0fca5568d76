namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// The second quarter of an LSTM's biases, which code sets by itself so that memory is kept at first (Jozefowicz et al. 2015, section 2.2).
/// It is a parameter of its own name, drawn like any other.
/// </summary>
internal static class ForgetGates
{
    private const string Suffix = "[forget]";
    private const int Gates = 4;

    /// <summary>The part of a parameter that a call takes; null where that is not the forget gates' of an LSTM.</summary>
    public static AbstractValue? Of(ParameterValue parameter, string method, Arguments arguments) => method switch
    {
        "narrow" when arguments[1] is { } start && arguments[2] is { } length && SymbolicNumber.IsNumber(start) && SymbolicNumber.IsNumber(length)
            => Of(parameter, start, SymbolicNumber.Add(start, length)),
        "slice" => Of(parameter, arguments[1], arguments[2]),
        "chunk" when arguments[0] is ConstantValue { Value: (long)Gates } && Hidden(parameter) is { } hidden => Quarters(parameter, hidden),
        "split" when arguments[0] is { } size && Hidden(parameter) is { } hidden && SymbolicNumber.Difference(size, hidden) == 0 => Quarters(parameter, hidden),
        _ => null,
    };

    /// <summary>The elements of a range, if those are the forget gates' of an LSTM's biases.</summary>
    public static AbstractValue? Of(ParameterValue parameter, AbstractValue? start, AbstractValue? end) =>
        Hidden(parameter) is { } hidden && start is not null && end is not null
            && SymbolicNumber.Difference(start, hidden) == 0 && SymbolicNumber.Difference(end, SymbolicNumber.Add(hidden, hidden)) == 0
            ? Part(parameter)
            : null;

    /// <summary>The axes of an LSTM's biases; null for any other parameter.</summary>
    public static IReadOnlyList<AbstractValue>? Shape(ParameterValue parameter) =>
        Hidden(parameter) is { } hidden ? [SymbolicNumber.Multiply(ConstantValue.Integer(Gates), hidden)] : null;

    /// <summary>A parameter is drawn anew, and with it all of its parts.</summary>
    public static void Redraw(LayerModule owner, string parameter, ParameterDraw draw)
    {
        owner.Draws[parameter] = draw;
        owner.Draws.Remove(parameter + Suffix);
    }

    /// <summary>What the two biases of the forget gates are together; null where the code does not set them apart.</summary>
    public static double? Bias(LayerCall call, string input, string state)
    {
        var (ofInput, ofState) = (call.Drawn(input + Suffix), call.Drawn(state + Suffix));
        return ofInput is null && ofState is null ? null : Mean(ofInput ?? call.Drawn(input)) + Mean(ofState ?? call.Drawn(state));

        static double Mean(ParameterDraw? draw) => draw?.Bias.Mean ?? 0;
    }

    private static ListValue Quarters(ParameterValue parameter, AbstractValue hidden) => new(Enumerable.Range(0, Gates).Select(gate =>
        gate == 1 ? Part(parameter) : (AbstractValue)new DataTensor(parameter.Name ?? "bias", shape: [hidden])));

    private static ParameterValue Part(ParameterValue parameter) => new(parameter.Owner, new LayerParameter(parameter.Parameter.Name + Suffix, 1));

    private static AbstractValue? Hidden(ParameterValue parameter) =>
        parameter is { Owner.Type.Name: "LSTM" or "LSTMCell", Parameter: { Axes: 1, Switch: not null } } && parameter.Owner.Arguments["hiddenSize"] is { } hidden && SymbolicNumber.IsNumber(hidden)
            ? hidden
            : null;
}
