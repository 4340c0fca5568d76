using GradGuard.Signal;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Tensors made from nothing, and what is computed from those: data, not a part of the model's graph.</summary>
internal static class DataOperations
{
    private static readonly HashSet<string> Rearranging =
    [
        "view", "reshape", "to", "unsqueeze", "clone", "alias", "contiguous", "expand", "permute", "transpose", "t", "squeeze", "repeat", "flatten",
        "type", "type_as", "to_type", "cuda", "cpu", "float", "double", "half", "bfloat16", "detach", "requires_grad", "slice", "narrow", "select",
        "index_select", "repeat_interleave", "tile", "expand_as", "broadcast_to", "view_as_complex", "view_as_real", "MoveToOuterDisposeScope",
        "DetachFromDisposeScope", "with_requires_grad", "gather", "pad",
    ];

    private static readonly HashSet<string> Masks =
    [
        "tril", "triu", "bool", "logical_not", "logical_and", "logical_or", "logical_xor", "eq", "ne", "lt", "le", "gt", "ge", "isinf", "isnan", "isfinite",
        "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "bitwise_not", "bitwise_and", "bitwise_or", "argmax", "argmin", "argsort", "nonzero",
        "one_hot", "bernoulli", "multinomial", "long", "int", "isin", "searchsorted", "bucketize", "topk_indices", "floor_divide", "cdist_indices",
    ];

    /// <summary>Whether the result carries no gradient, whatever it is made of: indices, comparisons.</summary>
    public static bool CutsGradient(string name) => Masks.Contains(name) && name is not ("tril" or "triu") || name == "detach";

    /// <summary>Whether an operation takes nothing but shape and type of its other tensor.</summary>
    public static bool TakesOnlyShape(string name) => name is "expand_as" or "view_as" or "reshape_as" or "type_as" or "to" or "to_type" or "broadcast_to";

    public static AbstractValue Call(TensorCall call, IMethodSymbol? method)
    {
        if (call.Name == "size" && call.Subject is DataTensor { Shape: { } axes } && call.Arguments.Values.FirstOrDefault() is ConstantValue { Value: long axis } && (axis < 0 ? axis + axes.Count : axis) is >= 0 and var place && place < axes.Count)
            return axes[(int)place];
        // The Q of a random matrix is an orthogonal one.
        if (call.Name == "qr" && call.Subject is DataTensor matrix && new ParameterDraw(WeightInitializer.Orthogonal(1), BiasInitializer.Unknown) is var orthogonal)
            return new TupleValue([new DataTensor(matrix.Name, DataArithmetic.SecondMoment(orthogonal, matrix.Shape), orthogonal, matrix.Shape), new DataTensor(matrix.Name)]);
        if (call is { Name: "dim", Subject: DataTensor { Shape: { } known } })
            return ConstantValue.Integer(known.Count);
        if (call is { Name: "size", Arguments.Count: 0, Subject: DataTensor { Shape: { } lengths } })
            return new ListValue(lengths);
        if (call is { Name: "numel", Subject: DataTensor { Shape: { } counted } } && DataShapes.Count(counted) is { } number)
            return number;
        if (method is not null && !call.Interpreter.Torch.IsTensor(method.ReturnType))
            return call.Subject is UnknownValue ? call.Subject : call.Interpreter.FromOutside($"{call.Subject.Name ?? call.Name}.{call.Name}()", method.ReturnType);

        var subject = call.Subject as DataTensor;
        var name = call.PlainName;
        if (subject is not null && CirculantMatrix.Of(subject) is { } rows && Circulant(subject, name, call, rows) is { } circulant)
            return circulant;
        if (subject is not null && KnownInitializers.IsKnown(call.Name))
            return KnownInitializers.Draw(call.Name, call.Arguments) is var draw && subject.IsLearned ? subject.Redrawn(draw) : Drawn(subject.Name, draw, subject.Shape);
        if (subject is not null && name is "AsParameter" or "Parameter")
            return DataArithmetic.Learned(subject!);
        if (subject is not null && name == "outer" && call.Tensors.Count == 2)
            return DataArithmetic.Combine(BinaryOperatorKind.Multiply, call.Tensors[0], call.Tensors[1]);
        if (subject is not null && Rearranging.Contains(name))
            return name is "t" or "transpose" && subject.Shape is { Count: 2 } shape
                ? WeightComposition.Transposed(subject, [shape[1], shape[0]])
                : name is "to" or "clone" or "alias" or "contiguous" or "detach" or "requires_grad" or "float" or "cuda" or "cpu"
                    ? subject
                    : name == "index_select" && call.Tensors.Count > 1 ? subject.Picked(call.Tensors[1])
                    : name is "narrow" or "slice" or "select" && subject.Shape is { } whole ? subject.Part(DataShapes.Parted(call, whole))
                    : subject.Rearranged(AxesOf(name, call, subject), areAll: name is "view" or "reshape" or "unsqueeze" or "squeeze" or "flatten");
        // A triangle of learned weights is half of them.
        if (name is "triu" or "tril" && subject is { IsLearned: true })
            return subject.Scaled(Math.Sqrt(0.5));
        if (subject is not null && FeatureMasks.Of(subject, name, call.Arguments) is { } mask)
            return mask;
        if (Masks.Contains(name))
            return new DataTensor(subject?.Name ?? call.Name, isMask: true);

        return name switch
        {
            "zeros" or "zeros_like" or "new_zeros" => Drawn(call, ParameterDraw.Constant(0)),
            "ones" or "ones_like" or "new_ones" => Drawn(call, ParameterDraw.Constant(1)),
            "randn" or "randn_like" => Noise(call, new ParameterDraw(WeightInitializer.Normal(1), BiasInitializer.Normal(1))),
            "rand" or "rand_like" => Noise(call, new ParameterDraw(WeightInitializer.Uniform(0, 1), BiasInitializer.Uniform(0, 1))),
            "normal" when KnownInitializers.Draw("normal_", call.Arguments) is { Weight.IsKnown: true } draw => Noise(call, draw),
            "randint" when call.Arguments.Number("high") is { } high && (call.Arguments.Number("low") ?? 0) is var low => Noise(call, new ParameterDraw(WeightInitializer.Uniform(low, high), BiasInitializer.Uniform(low, high))),
            "empty" or "empty_like" or "new_empty" => new DataTensor(call.Name, shape: ShapeOf(call)),
            "tensor" or "as_tensor" when Sizes.Number(call.Arguments[0]) is { } value => Drawn("tensor", ParameterDraw.Constant(value), []),
            "tensor" or "as_tensor" or "from_array" when call.Arguments.Values.FirstOrDefault() is ListValue { HasKnownLength: true } list => DataArithmetic.Listed(call.Name, list) ?? new DataTensor(call.Name),
            "tensor" or "as_tensor" or "from_array" when call.Arguments.Values.FirstOrDefault() is NumberTable table => table.AsTensor(call.Name),
            "eye" when call.Arguments["rows"] is { } size => new DataTensor(
                call.Name, 1 / Sizes.Number(size), new ParameterDraw(WeightInitializer.Identity, BiasInitializer.Unknown), [size, call.Arguments.Number("columns") is null or < 0 ? size : call.Arguments["columns"]!])
            {
                Circulant = call.Arguments.Number("columns") is null or < 0 ? CirculantMatrix.Unit(Sizes.Of(size)) : null,
            },
            "linspace" when call.Arguments.Number("start") is { } start && call.Arguments.Number("end") is { } end =>
                DataArithmetic.Range(call.Name, start, call.Arguments.Number("steps") is { } count and > 1 ? (end - start) / (count - 1) : (end - start) / 63, call.Arguments.Number("steps") ?? 64, call.Arguments["steps"]),
            "arange" when call.Arguments.Number("stop") is { } stop && call.Arguments.Number("start") is var from && call.Arguments.Number("step") is var by =>
                DataArithmetic.Range(call.Name, from ?? 0, by ?? 1, (stop - (from ?? 0)) / (by ?? 1), from is null ? call.Arguments["stop"] : null),
            "copy" when subject is not null && call.Arguments.First<DataTensor>() is { } copied => copied.Rearranged(subject.Shape),
            "norm" when subject is not null => WeightReparametrization.Norm(subject, call.Arguments),
            "normalize" when subject is not null => WeightReparametrization.Normalized(subject, call.Arguments),
            "full" or "full_like" or "new_full" when call.Arguments.Number("value") is { } value => double.IsInfinity(value) || double.IsNaN(value)
                ? new DataTensor(call.Name, isMask: true)
                : Drawn(call, ParameterDraw.Constant(value)),
            "sin" or "cos" => new DataTensor(subject?.Name ?? call.Name, AngleEncodings.SquareOfSine) { AreAngles = true, IsNoise = subject?.IsNoise == true },
            "cumsum" or "cumprod" when subject is not null && RunningData.Of(subject, name) is { } running => running,
            "neg" or "negative" when subject is not null => subject.Scaled(-1),
            "polar" => new DataTensor(call.Name, subject?.SecondMoment),
            "mul" or "add" or "sub" or "div" when subject is not null => call.Arithmetic(name switch
            {
                "mul" => BinaryOperatorKind.Multiply,
                "add" => BinaryOperatorKind.Add,
                "sub" => BinaryOperatorKind.Subtract,
                _ => BinaryOperatorKind.Divide,
            }),
            "matmul" or "mm" or "bmm" when call.Tensors.Count == 2 && DataArithmetic.AsData(call.Tensors[0]) is DataTensor one && DataArithmetic.AsData(call.Tensors[1]) is DataTensor other =>
                IsFedTo(call, one, other) ? FunctionalLayers.Linear(call, one, other, null, isTransposed: true) : WeightComposition.Product(one, other),
            "matmul" or "mm" or "bmm" or "linear" when call.Tensors.Any(tensor => tensor is DataTensor { Constant: 0 }) => Drawn(name, ParameterDraw.Constant(0), null),
            "masked_fill" when subject is not null => new DataTensor(subject.Name, isMask: true),
            "cat" or "stack" or "concat" => JoiningOperations.OfInputs(call) ?? JoinedData.Of(call),
            _ when subject is { Constant: { } constant } && FunctionOf(name, call.Arguments) is { } function && function(constant) is var image && !double.IsNaN(image) && !double.IsInfinity(image) =>
                DataArithmetic.Constant(subject, image),
            "softmax" when subject is not null && DrawnFunctions.Softmax(subject, call.Arguments["dim"]) is { } shares => shares,
            "mean" or "std" or "var" when subject is not null && DrawnFunctions.Moment(subject, name) is { } moment => moment,
            _ when subject?.Elements is { } elements && FunctionOf(name, call.Arguments) is { } each
                && elements.Select(each).ToList() is var images && images.TrueForAll(image => !double.IsNaN(image) && !double.IsInfinity(image)) =>
                DataArithmetic.Of(subject, images),
            _ when subject is not null && FunctionOf(name, call.Arguments) is { } ofDrawn && DrawnFunctions.Of(subject, ofDrawn) is { } drawn => drawn,
            _ => new DataTensor(subject?.Name ?? call.Name, shape: subject?.Shape is { } before ? DataShapes.AfterFunction(name, call.Arguments, before) : null, isMask: subject?.IsMask == true),
        };
    }

    // What is left of a matrix whose rows are alike.
    private static AbstractValue? Circulant(DataTensor subject, string name, TensorCall call, CirculantMatrix matrix) => name switch
    {
        "t" or "transpose" => subject.As(matrix.Transposed()),
        "roll" when call.Arguments.Number("shifts") is { } by && call.Axis is { } axis && matrix.Rolled(axis is 0 or -2 ? -(long)by : (long)by) is { } rolled => subject.As(rolled),
        "sum" when call.Axis is { } axis && matrix.RowSum is { } sum && subject.Shape is { Count: 2 } shape => new DataTensor(
            subject.Name, sum * sum, ParameterDraw.Constant(sum), call.Arguments.Flag("keepdim") != true ? [shape[0]] : axis is 0 or -2 ? [ConstantValue.Integer(1), shape[1]] : [shape[0], ConstantValue.Integer(1)]),
        _ => null,
    };

    /// <summary>A tensor some of whose elements are set to another's.</summary>
    public static DataTensor Overwritten(DataTensor tensor, AbstractValue value)
    {
        var moment = value is DataTensor data ? data.SecondMoment : Sizes.Number(value) is { } number ? number * number : null;
        var isMask = tensor.IsMask || value is DataTensor { IsMask: true } || moment is { } infinite && double.IsInfinity(infinite);
        // A table of zeros that is then filled has the moments of what fills it.
        return new DataTensor(tensor.Name, tensor.Constant == 0 || tensor.SecondMoment == moment ? moment : null, shape: tensor.Shape, isMask: isMask) { AreAngles = value is DataTensor { AreAngles: true } };
    }

    private static IReadOnlyList<AbstractValue>? AxesOf(string name, TensorCall call, DataTensor subject) => name switch
    {
        "expand" or "repeat" => Repeated(call, subject),
        "unsqueeze" => Unsqueezed(call, subject),
        "view" or "reshape" => subject.Shape is { } shape && call.Numbers is { Count: > 0 } axes && axes.All(SymbolicNumber.IsNumber) ? DataShapes.Viewed(shape, axes) : null,
        "flatten" or "permute" or "squeeze" => subject.Shape is { } before ? DataShapes.AfterFunction(name, call.Arguments, before) : null,
        _ => null,
    };

    // An axis that stays as it is: -1 of an expansion, 1 of a repetition.
    private static IReadOnlyList<AbstractValue>? Repeated(TensorCall call, DataTensor subject)
    {
        var kept = call.Name == "expand" ? -1L : 1L;
        var numbers = call.Numbers;
        return subject.Shape is { } shape && numbers.Count == shape.Count
            ? [.. numbers.Select((number, axis) => number is ConstantValue { Value: long count } && count == kept ? shape[axis] : call.Name == "expand" ? number : new UnknownValue("a repeated axis"))]
            : null;
    }

    private static IReadOnlyList<AbstractValue>? Unsqueezed(TensorCall call, DataTensor subject)
    {
        if (subject.Shape is not { } shape || call.Axis is not { } axis || (axis < 0 ? axis + shape.Count + 1 : axis) is not (>= 0 and var place) || place > shape.Count)
            return null;

        return [.. shape.Take((int)place), ConstantValue.Integer(1), .. shape.Skip((int)place)];
    }

    private static Func<double, double>? FunctionOf(string name, Arguments arguments) => name switch
    {
        "sqrt" => Math.Sqrt,
        "rsqrt" => value => 1 / Math.Sqrt(value),
        "reciprocal" => value => 1 / value,
        "exp" => Math.Exp,
        "neg" => value => -value,
        "abs" => Math.Abs,
        "square" => value => value * value,
        "fmod" or "remainder" when arguments.Values.Select(Sizes.Number).FirstOrDefault(number => number is not null) is { } divisor and not 0 =>
            name == "fmod" ? value => value % divisor : value => value - (divisor * Math.Floor(value / divisor)),
        "pow" when arguments.Number("exponent") is { } exponent => value => Math.Pow(value, exponent),
        _ when KnownActivations.IsKnown(name) && KnownActivations.Find(name, arguments) is { } activation => activation.Value,
        _ => ElementwiseFunctions.ValueOf(name),
    };

    // A vector that a model holds, or data, on its way through a layer: what makes the weights of another network begins so (Ha et al. 2017,
    // section 3.1). Two learned matrices are one of low rank instead.
    private static bool IsFedTo(TensorCall call, DataTensor value, DataTensor weight) =>
        call.Interpreter.Graph is not null && value is { Shape.Count: 1, SecondMoment: not null } && weight is { IsLearned: true, Shape.Count: 2 };

    // What forward draws is drawn for each sample.
    private static DataTensor Noise(TensorCall call, ParameterDraw draw) => call.Interpreter.Graph is null
        ? Drawn(call, draw)
        : new DataTensor(call.Name, draw.Weight.SecondMoment(1, 1), draw, ShapeOf(call)) { IsNoise = true };

    private static DataTensor Drawn(TensorCall call, ParameterDraw draw) => Drawn(call.Name, draw, ShapeOf(call));

    private static DataTensor Drawn(string name, ParameterDraw draw, IReadOnlyList<AbstractValue>? shape) => new(
        name,
        draw.Weight.Kind is InitializerKind.Normal or InitializerKind.Uniform or InitializerKind.Constant ? draw.Weight.SecondMoment(1, 1) : null,
        draw,
        shape);

    private static IReadOnlyList<AbstractValue>? ShapeOf(TensorCall call)
    {
        if (call.Name.EndsWith("_like", StringComparison.Ordinal))
            return (call.Subject as DataTensor)?.Shape;

        var stated = call.Arguments["size"] ?? call.Arguments["shape"];
        return stated is ListValue { HasKnownLength: true } list ? list.Elements
            : call.Arguments.Values.OfType<ListValue>().FirstOrDefault()?.Elements
            ?? [.. call.Arguments.Values.TakeWhile(SymbolicNumber.IsNumber)];
    }
}
