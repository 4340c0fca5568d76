using System.Globalization;
using GradGuard.Dashboard.Metrics;
using GradGuard.Dashboard.Tests.Metrics;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Dashboard.Tests.Alerts;

/// <summary>The series of a real training, scraped after every few steps, as promtool's tests take them.</summary>
internal sealed class RecordedRun
{
    /// <summary>Scrapes are this far apart on the clock of the alerts; half an hour in all.</summary>
    public const string Interval = "15s";

    private const int Scrapes = 120;
    private const int StepsBetween = 5;

    private readonly Dictionary<string, string[]> _values = new(StringComparer.Ordinal);

    /// <summary>Each series with its values, "_" where a scrape did not have it.</summary>
    public IEnumerable<(string Series, string Values)> Series => _values.Select(series => (series.Key, string.Join(' ', series.Value)));

    /// <summary>Trains and scrapes.</summary>
    /// <param name="model">From 8 features to 1.</param>
    /// <param name="optimizer">Adam at 1e-3 where it is null.</param>
    /// <param name="sameBatch">Whether every step has the same batch.</param>
    /// <param name="disturb">What is done to the loss of a step; null for nothing.</param>
    /// <param name="until">The last step; scrapes go on without steps after it.</param>
    public static RecordedRun Of(
        Module<Tensor, Tensor> model, Func<IEnumerable<Parameter>, optim.Optimizer>? optimizer = null, Func<int, Tensor, Tensor>? disturb = null, bool sameBatch = false, int until = int.MaxValue)
    {
        var run = new RecordedRun();
        using var scrape = new MetricsScrape();
        using var guard = GradientGuard.Watch(model, new GradientGuardOptions { MeasureActivationsEvery = 1 });
        using var descent = optimizer?.Invoke(model.parameters()) ?? optim.Adam(model.parameters(), 1e-3);
        using var truth = randn(8, 1);
        using var batch = randn(64, 8);
        var step = 0;
        for (var at = 0; at < Scrapes; at++)
        {
            for (var next = 0; next < StepsBetween && step < until; next++, step++)
            {
                using var scope = NewDisposeScope();
                var inputs = sameBatch ? batch : randn(64, 8);
                descent.zero_grad();
                var loss = functional.mse_loss(model.call(inputs), inputs.matmul(truth));
                loss = disturb?.Invoke(step, loss) ?? loss;
                loss.backward();
                descent.step();
                guard.Step(loss);
            }

            run.Add(at, scrape.Collect(ExpositionFormat.Text));
        }

        return run;
    }

    private void Add(int at, string exposition)
    {
        foreach (var sample in exposition.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Sample.Parse))
        {
            if (!_values.TryGetValue(sample.Series, out var values))
                _values[sample.Series] = values = [.. Enumerable.Repeat("_", Scrapes)];

            values[at] = sample.Value.ToString("R", CultureInfo.InvariantCulture);
        }
    }
}
