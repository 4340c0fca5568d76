using GradGuard.Signal;

namespace GradGuard.Prediction.Accuracy;

/// <summary>A weight layer's predicted and measured figure: log10 of its gradient's norm relative to the last weight layer's.</summary>
internal sealed record ComparedLayer(string Path, Interval Interval, double Predicted, double Measured)
{
    /// <summary>Decades between the two; infinite where one is zero, or was not predicted at all, and the other is not.</summary>
    public double Error => Predicted.Equals(Measured) ? 0 : double.IsNaN(Predicted) ? double.PositiveInfinity : Math.Abs(Predicted - Measured);
}
