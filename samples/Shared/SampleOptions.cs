using System.Globalization;

namespace GradGuard.Samples;

/// <summary>What the samples take on their command line.</summary>
/// <param name="Steps">Training steps.</param>
/// <param name="IsPlain">Whether to print plain lines rather than draw.</param>
/// <param name="PredictionPath">An analysis written by <c>gradguard analyze --format json</c>, or null.</param>
/// <param name="LogPath">File for the run log, or null.</param>
public sealed record SampleOptions(int Steps, bool IsPlain, string? PredictionPath, string? LogPath)
{
    private const string Usage = """
        Options:
          --steps N           training steps
          --prediction FILE   compare with what gradguard analyze --format json predicted
          --log FILE          write a run log (by convention NAME.gradguard.jsonl)
          --plain             plain lines, no drawing (the default when output is not a terminal)
        Set OTEL_EXPORTER_OTLP_ENDPOINT to send the metrics to a collector.
        """;

    /// <summary>Reads the command line; null when it asked for help or is wrong, which is then said on the console.</summary>
    public static SampleOptions? Parse(string[] arguments, int defaultSteps)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var options = new SampleOptions(defaultSteps, IsPlain: !Terminal.CanDraw, PredictionPath: null, LogPath: null);
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--plain":
                    options = options with { IsPlain = true };
                    continue;
                case "--steps" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) && steps > 0:
                    options = options with { Steps = steps };
                    break;
                case "--prediction" when File.Exists(value):
                    options = options with { PredictionPath = value };
                    break;
                case "--log" when value is not null:
                    options = options with { LogPath = value };
                    break;
                default:
                    var fault = arguments[i] == "--prediction" ? $"there is no file {value}" : $"cannot read {arguments[i]} {value}";
                    Console.Error.WriteLine(arguments[i] is "--help" or "-h" ? Usage : $"{fault}\n{Usage}");
                    return null;
            }

            i++;
        }

        return options;
    }
}
