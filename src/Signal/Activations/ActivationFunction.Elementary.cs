using System.Globalization;

namespace GradGuard.Signal;

/// <content>What the activations are made of.</content>
public sealed partial class ActivationFunction
{
    private static double Logistic(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));

    // Exact to rounding on both sides: the argument of the exponential is never positive.
    private static double LogOnePlusExp(double z) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z)));

    private static double Clamp(double z, double low, double high) => z < low ? low : z > high ? high : z;

    private static string Named(string name, params (double Given, double Usual)[] parameters) =>
        parameters.All(p => p.Given == p.Usual)
            ? name
            : name + "(" + string.Join(", ", parameters.Select(p => p.Given.ToString("R", CultureInfo.InvariantCulture))) + ")";
}
