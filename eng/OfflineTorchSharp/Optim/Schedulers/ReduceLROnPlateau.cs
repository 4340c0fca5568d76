namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Times a factor when a metric has not become better for some epochs; moves by <c>step(metric)</c> only.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _seeksMinimum;
                    private readonly bool _isRelative;
                    private readonly double _factor;
                    private readonly int _patience;
                    private readonly double _threshold;
                    private readonly int _cooldown;
                    private readonly List<double> _lowest;
                    private readonly double _eps;
                    private readonly bool _verbose;
                    private double _best;
                    private int _badEpochs;
                    private int _coolingEpochs;

                    /// <exception cref="ArgumentException">The factor is not below one, or a mode is unknown.</exception>
                    public ReduceLROnPlateau(
                        Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 0.0001,
                        string threshold_mode = "rel", int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1)
                        {
                            throw new ArgumentException("Factor should be < 1.0", nameof(factor));
                        }

                        if (mode is not ("min" or "max"))
                        {
                            throw new ArgumentException($"mode {mode} is unknown!", nameof(mode));
                        }

                        if (threshold_mode is not ("rel" or "abs"))
                        {
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!", nameof(threshold_mode));
                        }

                        _seeksMinimum = mode == "min";
                        _isRelative = threshold_mode == "rel";
                        _factor = factor;
                        _patience = patience;
                        _threshold = threshold;
                        _cooldown = cooldown;
                        _eps = eps;
                        _verbose = verbose;
                        _best = _seeksMinimum ? double.PositiveInfinity : double.NegativeInfinity;
                        _lowest = min_lr is { Count: > 1 } ? [.. min_lr] : Enumerable.Repeat(min_lr is { Count: 1 } ? min_lr[0] : 0, BaseRates.Count).ToList();
                    }

                    /// <exception cref="InvalidOperationException">Always: there is no metric.</exception>
                    public override void step() => throw WithoutMetric("step()");

                    /// <inheritdoc cref="step()"/>
                    public override void step(int? epoch) => throw WithoutMetric("step(int?)");

                    public override void step(double current, int? epoch = null)
                    {
                        Epoch = epoch ?? Epoch + 1;
                        if (IsBetter(current))
                        {
                            _best = current;
                            _badEpochs = 0;
                        }
                        else
                        {
                            _badEpochs++;
                        }

                        if (_coolingEpochs > 0)
                        {
                            _coolingEpochs--;
                            _badEpochs = 0;
                        }

                        if (_badEpochs > _patience)
                        {
                            Reduce();
                            _coolingEpochs = _cooldown;
                            _badEpochs = 0;
                        }
                    }

                    private static InvalidOperationException WithoutMetric(string call)
                        => new($"{call} should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    private bool IsBetter(double current)
                    {
                        // Not a margin to be subtracted: the best so far may be infinite.
                        var sign = _seeksMinimum ? -1 : 1;
                        var limit = _isRelative ? _best * (1 + (sign * _threshold)) : _best + (sign * _threshold);
                        return _seeksMinimum ? current < limit : current > limit;
                    }

                    private void Reduce()
                    {
                        foreach (var (group, lowest) in Optimizer.ParamGroups.Zip(_lowest).ToList())
                        {
                            var reduced = Math.Max(group.LearningRate * _factor, lowest);
                            if (group.LearningRate - reduced <= _eps)
                            {
                                continue;
                            }

                            group.LearningRate = reduced;
                            if (_verbose)
                            {
                                Console.WriteLine($"Epoch {Epoch}: reducing learning rate to {reduced:g4}.");
                            }
                        }
                    }
                }
            }
        }
    }
}
