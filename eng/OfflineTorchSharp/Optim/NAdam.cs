using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Adam with Nesterov momentum (Dozat 2016).</summary>
public class NAdam : OptimizerHelper, IBetas
{
    public NAdam(
        IEnumerable<Parameter> parameters, double lr, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
        double momentum_decay = 0.004)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, momentum_decay)
    {
    }

    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public NAdam(
        IEnumerable<ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, double momentum_decay = 0.004)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(beta1 is >= 0 and <= 1, "beta1 value", beta1);
        Require(beta2 is >= 0 and <= 1, "beta2 value", beta2);
        Require(eps >= 0, "eps value", eps);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        Require(momentum_decay >= 0, "momentum_decay value", momentum_decay);
        AddGroups(
            new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                momentum_decay = momentum_decay,
            },
            parameters);
    }

    public (double, double) Betas
    {
        get => (((Options)_defaults).beta1!.Value, ((Options)_defaults).beta2!.Value);
        set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = value;
    }

    public override void add_param_group(Modules.ParamGroup param_group) => AddGroup(param_group, new Options(), parameter => new State(parameter));

    public override Tensor step(Func<Tensor>? closure = null) => StepEach<ParamGroup, State>(closure, Update);

    private static void Update(ParamGroup group, Parameter parameter, State state, Tensor grad)
    {
        var options = group.Options;
        var (beta1, beta2) = group.Betas;
        var rate = options.LearningRate!.Value;
        state.step++;
        if (options.weight_decay is not 0)
        {
            grad = Aten.Call("add.Tensor", grad, parameter, options.weight_decay);
        }

        Aten.CallInPlace("mul_.Scalar", state.exp_avg!, beta1);
        Aten.CallInPlace("add_.Tensor", state.exp_avg!, grad, 1 - beta1);
        Aten.CallInPlace("mul_.Scalar", state.exp_avg_sq!, beta2);
        Aten.CallInPlace("addcmul_", state.exp_avg_sq!, grad, grad, 1 - beta2);
        var momentum = Momentum(state.step);
        var next = Momentum(state.step + 1);
        state.mu_product *= momentum;
        var denominator = Aten.Call("div.Scalar", state.exp_avg_sq!, 1 - Math.Pow(beta2, state.step));
        Aten.CallInPlace("sqrt_", denominator);
        Aten.CallInPlace("add_.Scalar", denominator, options.eps);
        Aten.CallInPlace("addcdiv_", parameter, grad, denominator, -rate * (1 - momentum) / (1 - state.mu_product));
        Aten.CallInPlace("addcdiv_", parameter, state.exp_avg!, denominator, -rate * next / (1 - (state.mu_product * next)));

        double Momentum(long step) => beta1 * (1 - (0.5 * Math.Pow(0.96, step * options.momentum_decay!.Value)));
    }

    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? eps;
        public double? weight_decay;
        public double? momentum_decay;

        private protected override void Visit(Visitor visitor)
        {
            visitor.Number(ref beta1);
            visitor.Number(ref beta2);
            visitor.Number(ref eps);
            visitor.Number(ref weight_decay);
            visitor.Number(ref momentum_decay);
        }
    }

    public class ParamGroup : ParamGroup<Options>, IBetas
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0,
            double momentum_decay = 0.004)
            : base(parameters, new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                momentum_decay = momentum_decay,
            })
        {
        }

        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set => (Options.beta1, Options.beta2) = value;
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public double mu_product;
        public Tensor? exp_avg;
        public Tensor? exp_avg_sq;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            mu_product = 1;
            Reset(ref exp_avg, 0);
            Reset(ref exp_avg_sq, 0);
        }

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => Release();

        internal override void Visit(StateVisitor visitor)
        {
            visitor.Number(ref step);
            visitor.Number(ref mu_product);
            visitor.Tensor(ref exp_avg);
            visitor.Tensor(ref exp_avg_sq);
        }
    }
}
