namespace GradGuard.Samples;

/// <summary>Shows a training run while it goes on and sums it up at its end.</summary>
public abstract class TrainingView
{
    /// <summary>The view that the console can show.</summary>
    public static TrainingView Create(SampleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.IsPlain ? new PlainView(options) : new LiveView(options);
    }

    /// <summary>Runs <paramref name="train"/>, which calls <see cref="Update"/> after every step.</summary>
    public abstract void Run(string title, GradientGuard guard, Action train);

    /// <summary>Shows a step; most steps only move the progress.</summary>
    /// <param name="loss">The loss of the step.</param>
    /// <param name="findings">What the step found.</param>
    public abstract void Update(double loss, IReadOnlyList<Finding> findings);

    /// <summary>Shows the layers, the findings, the accuracy and, where one was given, the prediction beside the measurement.</summary>
    /// <param name="guard">The guard of the run.</param>
    /// <param name="testAccuracy">Share of the test set that is classified correctly.</param>
    public abstract void Summarize(GradientGuard guard, double testAccuracy);
}
