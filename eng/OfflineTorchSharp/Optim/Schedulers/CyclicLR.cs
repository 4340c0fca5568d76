namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Back and forth between two rates (Smith 2015).</summary>
                public class CyclicLR : LRScheduler
                {
                    private readonly double _cycle;
                    private readonly double _rise;
                    private readonly List<double> _low;
                    private readonly List<double> _high;
                    private readonly List<double> _lowMomenta;
                    private readonly List<double> _highMomenta;
                    private readonly bool _cyclesMomentum;
                    private readonly Func<double, double> _scale;
                    private readonly ScaleMode _scaleMode;

                    public CyclicLR(
                        Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1,
                        Mode mode = Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null,
                        ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8,
                        double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(
                            optimizer, ForEach(optimizer, base_lr), ForEach(optimizer, max_lr), step_size_up, step_size_down, mode, gamma,
                            scale_fn, scale_mode, cycle_momentum, ForEach(optimizer, base_momentum), ForEach(optimizer, max_momentum),
                            last_epoch, verbose)
                    {
                    }

                    /// <exception cref="ArgumentException">The momentum shall cycle and the optimizer has none.</exception>
                    public CyclicLR(
                        Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000,
                        int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null,
                        ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not IMomentum)
                        {
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled", nameof(optimizer));
                        }

                        _cycle = step_size_up + (step_size_down == -1 ? step_size_up : step_size_down);
                        _rise = step_size_up / _cycle;
                        (_low, _high) = (base_lr.ToList(), max_lr.ToList());
                        _lowMomenta = (base_momentum ?? ForEach(optimizer, 0.8)).ToList();
                        _highMomenta = (max_momentum ?? ForEach(optimizer, 0.9)).ToList();
                        _cyclesMomentum = cycle_momentum;
                        _scaleMode = scale_fn is null ? ScaleMode.Cycle : scale_mode;
                        _scale = scale_fn ?? mode switch
                        {
                            Mode.Triangular2 => cycle => 1 / Math.Pow(2, cycle - 1),
                            Mode.ExpRange => cycle => Math.Pow(gamma, cycle),
                            _ => _ => 1,
                        };
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + (Epoch / _cycle));
                        var position = 1 + (Epoch / _cycle) - cycle;
                        var share = position <= _rise ? position / _rise : (position - 1) / (_rise - 1);
                        var height = share * _scale(_scaleMode == ScaleMode.Cycle ? cycle : Epoch);
                        return Optimizer.ParamGroups.Select((group, i) =>
                        {
                            if (_cyclesMomentum && group is IMomentum momentum)
                            {
                                // TorchSharp adds to the highest momentum where PyTorch subtracts.
                                momentum.Momentum = _highMomenta[i] + ((_highMomenta[i] - _lowMomenta[i]) * height);
                            }

                            return _low[i] + ((_high[i] - _low[i]) * height);
                        });
                    }

                    private static IEnumerable<double> ForEach(Optimizer optimizer, double value)
                        => Enumerable.Repeat(value, optimizer.ParamGroups.Count());

                    public enum Mode
                    {
                        Triangular = 0,
                        Triangular2 = 1,
                        ExpRange = 2,
                    }

                    public enum ScaleMode
                    {
                        Cycle = 0,
                        Iterations = 1,
                    }
                }
            }

            public static LRScheduler CyclicLR(
                Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1,
                impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null,
                impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8,
                double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                => new impl.CyclicLR(
                    optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, base_momentum,
                    max_momentum, last_epoch, verbose);

            public static LRScheduler CyclicLR(
                Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1,
                impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1, Func<double, double>? scale_fn = null,
                impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true,
                IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, int last_epoch = -1, bool verbose = false)
                => new impl.CyclicLR(
                    optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, base_momentum,
                    max_momentum, last_epoch, verbose);
        }
    }
}
