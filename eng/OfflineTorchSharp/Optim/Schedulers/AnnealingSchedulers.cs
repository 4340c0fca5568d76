namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>A constant share of the rate for the first epochs.</summary>
                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _total;

                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_factor, _total) = (factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0)
                        {
                            return CurrentRates.Select(rate => rate * _factor);
                        }

                        return Epoch == _total ? CurrentRates.Select(rate => rate / _factor) : CurrentRates;
                    }

                    protected override IEnumerable<double> get_closed_form_lr() => BaseRates.Select(rate => Epoch >= _total ? rate : rate * _factor);
                }

                /// <summary>A straight line from one share of the rate to another.</summary>
                public class LinearLR : LRScheduler
                {
                    private readonly double _start;
                    private readonly double _end;
                    private readonly int _total;

                    public LinearLR(
                        Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1,
                        bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_start, _end, _total) = (start_factor, end_factor, total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0)
                        {
                            return CurrentRates.Select(rate => rate * _start);
                        }

                        if (Epoch > _total)
                        {
                            return CurrentRates;
                        }

                        var factor = 1 + ((_end - _start) / ((_total * _start) + ((Epoch - 1) * (_end - _start))));
                        return CurrentRates.Select(rate => rate * factor);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                        => BaseRates.Select(rate => rate * (_start + ((_end - _start) * Math.Min(_total, Epoch) / _total)));
                }

                /// <summary>Half a cosine from the initial rate to eta_min, and back (Loshchilov and Hutter 2016).</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period;
                    private readonly double _lowest;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_period, _lowest) = (T_max, eta_min);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0)
                        {
                            return CurrentRates;
                        }

                        if ((Epoch - 1 - _period) % (2 * _period) == 0)
                        {
                            var rise = (1 - Math.Cos(Math.PI / _period)) / 2;
                            return CurrentRates.Zip(BaseRates, (rate, initial) => rate + ((initial - _lowest) * rise));
                        }

                        var factor = Height(Epoch) / Height(Epoch - 1);
                        return CurrentRates.Select(rate => (factor * (rate - _lowest)) + _lowest);
                    }

                    protected override IEnumerable<double> get_closed_form_lr()
                        => BaseRates.Select(rate => _lowest + ((rate - _lowest) * Height(Epoch) / 2));

                    private double Height(int epoch) => 1 + Math.Cos(Math.PI * epoch / _period);
                }
            }
        }
    }
}
