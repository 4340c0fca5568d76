namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Up to the highest rate and down again, with the momentum the other way round (Smith and Topin 2017).</summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly List<double> _maxRates;
                    private readonly List<double> _startRates;
                    private readonly List<double> _minRates;
                    private readonly List<double> _baseMomenta;
                    private readonly List<double> _maxMomenta;
                    private readonly double[] _phaseEnds;
                    private readonly int _total;
                    private readonly bool _cyclesMomentum;
                    private readonly bool _isCosine;

                    public OneCycleLR(
                        Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3,
                        AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85,
                        double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 10000, bool three_phase = false, int last_epoch = -1,
                        bool verbose = false)
                        : this(
                            optimizer, Enumerable.Repeat(max_lr, optimizer.ParamGroups.Count()), total_steps, epochs, steps_per_epoch, pct_start,
                            anneal_strategy, cycle_momentum, Enumerable.Repeat(base_momentum, optimizer.ParamGroups.Count()),
                            Enumerable.Repeat(max_momentum, optimizer.ParamGroups.Count()), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    /// <exception cref="ArgumentException">The number of steps or the share of the rise is not given or not in its range, or the optimizer has no momentum.</exception>
                    public OneCycleLR(
                        Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                        double final_div_factor = 10000, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                        {
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled", nameof(optimizer));
                        }

                        if (pct_start is < 0 or > 1)
                        {
                            throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}", nameof(pct_start));
                        }

                        _total = total_steps != -1 ? total_steps : epochs * steps_per_epoch;
                        if (_total <= 0 || (total_steps == -1 && epochs <= 0))
                        {
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch), as positive numbers", nameof(total_steps));
                        }

                        _maxRates = max_lr.ToList();
                        _startRates = _maxRates.ConvertAll(rate => rate / div_factor);
                        _minRates = _startRates.ConvertAll(rate => rate / final_div_factor);
                        _baseMomenta = (base_momentum ?? Enumerable.Repeat(0.85, _maxRates.Count)).ToList();
                        _maxMomenta = (max_momentum ?? Enumerable.Repeat(0.95, _maxRates.Count)).ToList();
                        var rise = (pct_start * _total) - 1;
                        _phaseEnds = three_phase ? [rise, (2 * pct_start * _total) - 2, _total - 1] : [rise, _total - 1];
                        _cyclesMomentum = cycle_momentum;
                        _isCosine = anneal_strategy == AnnealStrategy.Cos;
                        step();
                    }

                    /// <exception cref="InvalidOperationException">All steps are done.</exception>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch > _total)
                        {
                            throw new InvalidOperationException($"Tried to step {Epoch + 1} times. The specified number of total steps is {_total}");
                        }

                        var phase = Array.FindIndex(_phaseEnds, end => Epoch <= end);
                        if (phase < 0)
                        {
                            // One step past the last one everything is zero, in TorchSharp too.
                            return Optimizer.ParamGroups.Select(group => Set(group, 0, 0));
                        }

                        var start = phase == 0 ? 0 : _phaseEnds[phase - 1];
                        var share = (Epoch - start) / (_phaseEnds[phase] - start);
                        return Optimizer.ParamGroups.Select((group, i) => Set(group, Momentum(phase, i, share), Rate(phase, i, share)));
                    }

                    private double Set(ILearningRateController group, double momentum, double rate)
                    {
                        if (_cyclesMomentum && group is IBetas adaptive)
                        {
                            adaptive.Betas = (momentum, adaptive.Betas.Item2);
                        }
                        else if (_cyclesMomentum && group is IMomentum plain)
                        {
                            plain.Momentum = momentum;
                        }

                        return rate;
                    }

                    private double Rate(int phase, int group, double share) => (phase, _phaseEnds.Length) switch
                    {
                        (0, _) => Anneal(_startRates[group], _maxRates[group], share),
                        (1, 3) => Anneal(_maxRates[group], _startRates[group], share),
                        (2, _) => Anneal(_startRates[group], _minRates[group], share),
                        _ => Anneal(_maxRates[group], _minRates[group], share),
                    };

                    private double Momentum(int phase, int group, double share) => phase switch
                    {
                        0 => Anneal(_maxMomenta[group], _baseMomenta[group], share),
                        1 => Anneal(_baseMomenta[group], _maxMomenta[group], share),
                        _ => _maxMomenta[group],
                    };

                    private double Anneal(double start, double end, double share)
                        => _isCosine ? end + ((start - end) / 2 * (Math.Cos(Math.PI * share) + 1)) : ((end - start) * share) + start;

                    public enum AnnealStrategy
                    {
                        Cos = 0,
                        Linear = 1,
                    }
                }
            }
        }
    }
}
