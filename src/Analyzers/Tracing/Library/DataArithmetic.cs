using GradGuard.Signal;
using Microsoft.CodeAnalysis.Operations;

namespace GradGuard.Analyzers.Tracing;

/// <summary>Arithmetic on tensors that do not come from the model's input: their moments, as far as the code tells them.</summary>
internal static class DataArithmetic
{
    private const double MaskedShare = 0.5;

    // Enough for the moments of a range.
    public const int MostElements = 256;

    public static AbstractValue Combine(BinaryOperatorKind kind, AbstractValue left, AbstractValue right) =>
        CausalMasks.From([left, right], "", Computed(kind, left, right).As(CirculantMatrix.Combine(kind, left, right)));

    private static DataTensor Computed(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        // Data times or over a number keeps its moments; of other data from data nothing is known.
        // Of two tensors one whose elements are all alike acts as a number.
        var (data, other) = left is DataTensor first && !(first.Constant is not null && right is DataTensor) ? (first, right) : right is DataTensor second ? (second, left) : ((DataTensor)left, right);
        var isMask = data.IsMask || other is DataTensor { IsMask: true };
        var number = Sizes.Number(other) ?? (other as DataTensor)?.Constant;
        if (data.Constant is { } known && number is { } compared && Numbers.Compare(kind is BinaryOperatorKind.NotEquals ? BinaryOperatorKind.Equals : kind, ConstantValue.Of(ReferenceEquals(data, left) ? known : compared), ConstantValue.Of(ReferenceEquals(data, left) ? compared : known)) is { Value: bool holds }
            && kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual)
            return Constant(data, holds == (kind != BinaryOperatorKind.NotEquals) ? 1 : 0);

        // All pairs but each with itself: of many positions nearly all pairs.
        if (kind == BinaryOperatorKind.Subtract && number == 1 && ReferenceEquals(data, right) && data is { IsLearned: false, Draw.Weight.Kind: InitializerKind.Identity })
            return new DataTensor(data.Name, 1, ParameterDraw.Constant(1), data.Shape, isMask: true);
        if ((Elementwise(kind, left, right) ?? (number is { } limit ? FeatureMasks.Compared(kind, data, limit, ReferenceEquals(data, left)) : null)) is { } computed)
            return computed;
        // A mask lets half of a weight through where the code does not tell how much.
        if (kind == BinaryOperatorKind.Multiply && number is null && other is DataTensor { IsLearned: false } factors && data.IsLearned && (factors.SecondMoment ?? (factors.IsMask ? MaskedShare : null)) is { } share)
            return data.Scaled(Math.Sqrt(share));
        if (kind == BinaryOperatorKind.Multiply && other is DataTensor { IsLearned: true, Constant: null } && !data.IsLearned && number is null)
            return Computed(kind, right, left);

        return kind switch
        {
            BinaryOperatorKind.Divide when number is { } numerator && ReferenceEquals(data, right) && data.Constant is { } denominator and not 0 => Constant(data, numerator / denominator),
            BinaryOperatorKind.Divide when number is { } numerator && ReferenceEquals(data, right) && DrawnFunctions.Of(data, z => numerator / z) is { } reciprocal => reciprocal,
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract when number is { } term && data is { Constant: null, Image: not null } && DrawnFunctions.Of(data, kind == BinaryOperatorKind.Add ? z => z + term : ReferenceEquals(data, left) ? z => z - term : z => term - z) is { } moved => moved,
            BinaryOperatorKind.Add when number is { } term && data is { Constant: null, IsNoise: true } && DrawnFunctions.Of(data, z => z + term) is { } moved => moved,
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract when number is { } term && data is { Constant: null, IsLearned: false, IsNoise: false, Draw.Weight.Kind: InitializerKind.Normal or InitializerKind.Uniform } =>
                kind == BinaryOperatorKind.Add ? Moved(data, term) : ReferenceEquals(data, left) ? Moved(data, -term) : Moved(data.Scaled(-1), term),
            BinaryOperatorKind.Multiply when number is { } factor => data.Scaled(factor),
            BinaryOperatorKind.Divide when number is { } divisor and not 0 && ReferenceEquals(data, left) => data.Scaled(1 / divisor),
            BinaryOperatorKind.Add when number is { } term && data.Constant is { } constant => Constant(data, constant + term),
            BinaryOperatorKind.Subtract when number is { } term && data.Constant is { } constant => Constant(data, ReferenceEquals(data, left) ? constant - term : term - constant),
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply when !isMask && !data.IsLearned && Moments(kind, left, right) is var (mean, square) =>
                new DataTensor(data.Name, square, Drawn(mean, square, data, other), data.Shape) { Mean = mean, IsNoise = data.IsNoise || other is DataTensor { IsNoise: true } },
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract when left is DataTensor one && right is DataTensor two => Sum(one, two, isMask) is var sum
                && WeightComposition.Sum(one, two, kind == BinaryOperatorKind.Add ? 1 : -1) is { } parts ? sum.Composed(parts) : sum,
            BinaryOperatorKind.Multiply when left is DataTensor one && right is DataTensor two => Product(one, two, isMask),
            BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide =>
                new DataTensor(data.Name, shape: data.Shape, isMask: isMask) { IsLearned = data.IsLearned, Path = data.Path },
            _ => new DataTensor("comparison", isMask: true),
        };
    }

    // rand(n, m) * 0.2 - 0.1: what is drawn, from another place on.
    private static DataTensor Moved(DataTensor data, double term) =>
        data.Draw!.Shifted(term) is var draw ? new DataTensor(data.Name, draw.Weight.SecondMoment(1, 1), draw, data.Shape) : data;

    /// <summary>A tensor of numbers that the code lists; null where it does not know all of them.</summary>
    public static DataTensor? Listed(string name, ListValue list)
    {
        var numbers = list.Elements.Select(Sizes.Number).OfType<double>().ToList();
        return numbers.Count == list.Elements.Count && numbers.Count > 0 ? Of(new DataTensor(name, shape: [ConstantValue.Integer(numbers.Count)]), numbers) : null;
    }

    /// <summary>So many numbers from one on, at even distances; of a long range some, at even distances.</summary>
    public static DataTensor Range(string name, double start, double step, double count, AbstractValue? length)
    {
        var range = new DataTensor(name, shape: length is null ? null : [length]);
        var taken = (int)Math.Min(Math.Floor(count), MostElements);
        return taken < 1 ? range : Of(range, [.. Enumerable.Range(0, taken).Select(i => start + (step * (taken > 1 ? i * (Math.Floor(count) - 1) / (taken - 1) : 0)))]);
    }

    /// <summary>One over each element; null where the code does not list them, or one is zero.</summary>
    public static DataTensor? Reciprocal(DataTensor data) =>
        data.Elements is { } elements && !elements.Contains(0) ? Of(data, [.. elements.Select(element => 1 / element)]) : null;

    /// <summary>A tensor like another with elements of its own.</summary>
    public static DataTensor Of(DataTensor like, IReadOnlyList<double> elements) =>
        new(like.Name, elements.Average(element => element * element), elements.All(element => element == elements[0]) ? ParameterDraw.Constant(elements[0]) : null, like.Shape)
        {
            Elements = elements,
            IsNoise = like.IsNoise,
            IsLearned = like.IsLearned,
            Path = like.Path,
        };

    private static DataTensor? Elementwise(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        var (one, two) = (ElementsOf(left), ElementsOf(right));
        Func<double, double, double>? function = kind switch
        {
            BinaryOperatorKind.Add => (a, b) => a + b,
            BinaryOperatorKind.Subtract => (a, b) => a - b,
            BinaryOperatorKind.Multiply => (a, b) => a * b,
            BinaryOperatorKind.Divide => (a, b) => a / b,
            BinaryOperatorKind.Remainder => (a, b) => a - (b * Math.Floor(a / b)),
            _ => null,
        };
        if (function is null || one is null || two is null || (one.Count != two.Count && one.Count != 1 && two.Count != 1))
            return null;

        List<double> elements = [.. Enumerable.Range(0, Math.Max(one.Count, two.Count)).Select(i => function(one[i % one.Count], two[i % two.Count]))];
        var like = left as DataTensor is { Elements.Count: var count } first && count == elements.Count ? first : (DataTensor)(right is DataTensor ? right : left);
        return elements.TrueForAll(element => !double.IsNaN(element) && !double.IsInfinity(element)) ? Of(like, elements) : null;
    }

    private static IReadOnlyList<double>? ElementsOf(AbstractValue value) => value is DataTensor data ? data.Elements : Sizes.Number(value) is { } number ? [number] : null;

    // Mean and mean square of what two independent tensors make.
    private static (double Mean, double SecondMoment)? Moments(BinaryOperatorKind kind, AbstractValue left, AbstractValue right)
    {
        if (Known(left) is not var (one, oneSquare) || Known(right) is not var (two, twoSquare))
            return null;

        two = kind == BinaryOperatorKind.Subtract ? -two : two;
        return kind == BinaryOperatorKind.Multiply ? (one * two, oneSquare * twoSquare) : (one + two, oneSquare + twoSquare + (2 * one * two));

        static (double, double)? Known(AbstractValue value) => value is DataTensor { IsLearned: false, Mean: { } mean, SecondMoment: { } square } ? (mean, square)
            : Sizes.Number(value) is { } number ? (number, number * number)
            : null;
    }

    // Weights made of several, such as a mean and noise times a learned width: what is drawn independently adds its mean squares. The first
    // that the model learns stands for the sum.
    private static DataTensor Sum(DataTensor one, DataTensor two, bool isMask)
    {
        var moment = one.SecondMoment + two.SecondMoment;
        var learned = one.IsLearned ? one : two;
        return new(learned.Name, moment, Drawn(moment, one, two), one.Shape ?? two.Shape, isMask) { IsLearned = learned.IsLearned, Path = learned.Path, Multiplier = learned.Multiplier };
    }

    private static DataTensor Product(DataTensor one, DataTensor two, bool isMask)
    {
        var moment = one.SecondMoment * two.SecondMoment;
        var learned = one.IsLearned ? one : two;
        var factor = Math.Sqrt((ReferenceEquals(learned, one) ? two : one).SecondMoment ?? 1);
        return new(learned.Name, moment, Drawn(moment, one, two), one.Shape ?? two.Shape, isMask) { IsLearned = learned.IsLearned, Path = learned.Path, Multiplier = learned.Multiplier * factor };
    }

    // Of zero mean, where one of two factors or both terms are.
    private static ParameterDraw? Drawn(double? moment, DataTensor one, DataTensor two) => moment is { } square ? Drawn(0, square, one, two) : null;

    // What is drawn is drawn again when it is put together.
    private static ParameterDraw? Drawn(double mean, double square, AbstractValue one, AbstractValue two) =>
        one is DataTensor { Draw: not null } && two is DataTensor { Draw: not null } && Math.Sqrt(Math.Max(square - (mean * mean), 0)) is var deviation
            ? new ParameterDraw(WeightInitializer.Normal(deviation, mean), BiasInitializer.Normal(deviation, mean))
            : null;

    /// <summary>A layer's parameter as the data it starts with.</summary>
    public static AbstractValue AsData(AbstractValue value) => value is ParameterValue parameter
        ? new DataTensor(parameter.Name ?? "parameter", SecondMoment(parameter.Draw, parameter.Shape) ?? parameter.SquareOfBias, parameter.Draw, parameter.Shape) { IsLearned = true, Path = parameter.Owner.Path }
        : value;

    /// <summary>The mean square of what is drawn, by the fans of [out, in, …] where the draw looks at them; null where the code does not tell.</summary>
    public static double? SecondMoment(ParameterDraw? draw, IReadOnlyList<AbstractValue>? shape) => draw?.Weight switch
    {
        null or { IsKnown: false } => null,
        { Kind: InitializerKind.Normal or InitializerKind.Uniform or InitializerKind.Constant } weight => weight.SecondMoment(1, 1),
        var weight => shape is { Count: >= 2 } && Sizes.Product(shape.Skip(1)).Value is { } fanIn && Sizes.Product([shape[0], .. shape.Skip(2)]).Value is { } fanOut ? weight.SecondMoment(fanIn, fanOut) : null,
    };

    public static DataTensor Scaled(this DataTensor data, double factor) => new(
        data.Name,
        data.SecondMoment * factor * factor,
        data.Constant is { } constant ? ParameterDraw.Constant(constant * factor)
            : data.Draw is { } draw ? draw.Scaled(factor)
            : null,
        data.Shape,
        data.IsMask)
    {
        Elements = data.Elements is { } elements ? [.. elements.Select(element => element * factor)] : null,
        Mean = data.Mean * factor,
        IsNoise = data.IsNoise,
        IsLearned = data.IsLearned,
        Path = data.Path,
        Multiplier = data.Multiplier * factor,
        Composition = data.Composition?.Scaled(factor),
        Image = data.Image is var (drawn, function) ? (drawn, z => factor * function(z)) : null,
    };

    /// <summary>The same data as something that a model learns.</summary>
    public static DataTensor Learned(DataTensor data) => new(data.Name, data.SecondMoment, data.Draw, data.Shape, data.IsMask) { IsLearned = true, Elements = data.Elements };

    public static DataTensor Constant(DataTensor data, double value) => new(data.Name, value * value, ParameterDraw.Constant(value), data.Shape, data.IsMask) { Path = data.Path };
}
