namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of each group, once when it is made and then at each step.</summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                private readonly bool _verbose;

                protected LRScheduler()
                {
                }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    Optimizer = optimizer;
                    Epoch = last_epoch;
                    _verbose = verbose;
                    BaseRates = optimizer.ParamGroups.Select(group => group.InitialLearningRate).ToList();
                    LastRates = optimizer.ParamGroups.Select(group => group.LearningRate).ToList();
                }

                internal Optimizer Optimizer { get; } = null!;

                internal int Epoch { get; set; } = -1;

                internal List<double> BaseRates { get; } = [];

                internal List<double> LastRates { get; private protected set; } = [];

                private protected IEnumerable<double> CurrentRates => Optimizer.ParamGroups.Select(group => group.LearningRate);

                public IEnumerable<double> get_last_lr() => LastRates;

                public virtual void step() => step(null);

                /// <param name="epoch">Where to go in one stride; null for the next step.</param>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    Epoch = epoch ?? Epoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToList();
                    foreach (var (group, i) in Optimizer.ParamGroups.Select((group, i) => (group, i)).Take(rates.Count).ToList())
                    {
                        group.LearningRate = rates[i];
                        if (_verbose && LastRates[i] != rates[i])
                        {
                            Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        }

                        LastRates[i] = rates[i];
                    }
                }

                /// <summary>The same step; only a scheduler that watches a metric looks at it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                protected virtual IEnumerable<double> get_lr() => CurrentRates;

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();
            }
        }
    }
}
