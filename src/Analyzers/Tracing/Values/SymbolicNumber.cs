using System.Collections.Immutable;
using System.Globalization;

namespace GradGuard.Analyzers.Tracing;

/// <summary>
/// A whole number that only a run knows, as a polynomial of names. One form for one polynomial, so that equal numbers are seen to be
/// equal: n - 1 + 1 is n, and 4 * d is d * 4. What is computed of anything else is unknown.
/// </summary>
internal sealed class SymbolicNumber : AbstractValue
{
    // Joins the names of a product; no name of C# holds it.
    private const char Product = '·';

    private readonly ImmutableSortedDictionary<string, long> _terms;

    private SymbolicNumber(ImmutableSortedDictionary<string, long> terms) => _terms = terms;

    public override string Name => ToString();

    public static SymbolicNumber Named(string name) => new(ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal).Add(name, 1));

    public static AbstractValue Add(AbstractValue left, AbstractValue right) => (left, right) is (ConstantValue { Value: long one }, ConstantValue { Value: long other })
        ? ConstantValue.Of(unchecked(one + other))
        : AreNumbers(left, right) ? Combine(Terms(left), Terms(right), 1) : NoNumber;

    public static AbstractValue Subtract(AbstractValue left, AbstractValue right) => (left, right) is (ConstantValue { Value: long one }, ConstantValue { Value: long other })
        ? ConstantValue.Of(unchecked(one - other))
        : AreNumbers(left, right) ? Combine(Terms(left), Terms(right), -1) : NoNumber;

    public static AbstractValue Multiply(AbstractValue left, AbstractValue right)
    {
        if ((left, right) is (ConstantValue { Value: long one }, ConstantValue { Value: long other }))
            return ConstantValue.Of(unchecked(one * other));
        if (!AreNumbers(left, right))
            return NoNumber;

        var product = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var term in Terms(left))
            foreach (var factor in Terms(right))
            {
                var names = term.Key.Split(Product).Concat(factor.Key.Split(Product)).Where(name => name.Length > 0);
                AddTo(product, string.Join(Product.ToString(), names.OrderBy(name => name, StringComparer.Ordinal)), unchecked(term.Value * factor.Value));
            }

        return Simplest(product);
    }

    /// <summary>Exact where every coefficient is divisible, else a name for the quotient.</summary>
    public static AbstractValue Divide(AbstractValue left, AbstractValue right)
    {
        if (!AreNumbers(left, right))
            return NoNumber;

        var terms = Terms(left);
        if (right is ConstantValue { Value: long divisor } && divisor != 0 && terms.Values.All(coefficient => coefficient % divisor == 0))
            return Simplest(terms.ToImmutableSortedDictionary(term => term.Key, term => term.Value / divisor, StringComparer.Ordinal).ToBuilder());

        if (right is SymbolicNumber symbolic && symbolic.ToString() == Text(left))
            return ConstantValue.Integer(1);

        return Named($"({Text(left)} / {Text(right)})");
    }

    private static UnknownValue NoNumber => new("a number that only a run knows");

    private static bool AreNumbers(AbstractValue left, AbstractValue right) => IsNumber(left) && IsNumber(right);

    public static bool IsNumber(AbstractValue value) => value is SymbolicNumber or ConstantValue { Value: long };

    /// <summary>left - right, where that is a number; null where it hangs on a name.</summary>
    public static long? Difference(AbstractValue left, AbstractValue right) =>
        IsNumber(left) && IsNumber(right) && Subtract(left, right) is ConstantValue { Value: long difference } ? difference : null;

    public override string ToString()
    {
        var text = string.Join(" + ", _terms.OrderBy(term => term.Key.Length == 0).Select(Text));
        return text.Replace("+ -", "- ");

        static string Text(KeyValuePair<string, long> term)
        {
            var names = term.Key.Replace(Product, '*');
            var number = term.Value.ToString(CultureInfo.InvariantCulture);
            return names.Length == 0 ? number : term.Value switch { 1 => names, -1 => "-" + names, _ => number + "*" + names };
        }
    }

    private static string Text(AbstractValue value) => value.ToString();

    private static ImmutableSortedDictionary<string, long> Terms(AbstractValue value) => value switch
    {
        SymbolicNumber number => number._terms,
        ConstantValue { Value: long constant } => ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal).Add("", constant),
        _ => throw new ArgumentException("not a whole number", nameof(value)),
    };

    private static AbstractValue Combine(ImmutableSortedDictionary<string, long> left, ImmutableSortedDictionary<string, long> right, long sign)
    {
        var sum = left.ToBuilder();
        foreach (var term in right)
            AddTo(sum, term.Key, unchecked(sign * term.Value));

        return Simplest(sum);
    }

    private static void AddTo(ImmutableSortedDictionary<string, long>.Builder terms, string key, long coefficient)
    {
        terms.TryGetValue(key, out var present);
        terms[key] = unchecked(present + coefficient);
    }

    private static AbstractValue Simplest(ImmutableSortedDictionary<string, long>.Builder terms)
    {
        foreach (var zero in terms.Where(term => term.Value == 0).ToList())
            terms.Remove(zero.Key);

        return terms.Count == 0 ? ConstantValue.Integer(0)
            : terms.Count == 1 && terms.TryGetValue("", out var constant) ? ConstantValue.Of(constant)
            : new SymbolicNumber(terms.ToImmutable());
    }
}
