using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Steps divided by a running mean of the gradient's size (Tieleman and Hinton 2012); centred after Graves 2013.</summary>
public class RMSProp : OptimizerHelper, IMomentum
{
    public RMSProp(
        IEnumerable<Parameter> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0,
        bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public RMSProp(
        IEnumerable<ParamGroup> parameters, double lr = 0.001, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0, bool centered = false, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(eps >= 0, "ε", eps);
        Require(alpha >= 0, "alpha", alpha);
        Require(momentum >= 0, "momentum value", momentum);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        AddGroups(
            new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                maximize = maximize,
                momentum = momentum,
                alpha = alpha,
                eps = eps,
                weight_decay = weight_decay,
                centered = centered,
            },
            parameters);
    }

    public double Momentum
    {
        get => ((Options)_defaults).momentum!.Value;
        set => ((Options)_defaults).momentum = value;
    }

    public override void add_param_group(Modules.ParamGroup param_group) => AddGroup(param_group, new Options(), parameter => new State(parameter));

    public override Tensor step(Func<Tensor>? closure = null) => StepEach<ParamGroup, State>(closure, Update);

    private static void Update(ParamGroup group, Parameter parameter, State state, Tensor grad)
    {
        var options = group.Options;
        var alpha = options.alpha!.Value;
        var rate = options.LearningRate!.Value;
        if (options.maximize == true)
        {
            grad = Aten.Call("neg", grad);
        }

        state.step++;
        if (options.weight_decay is not 0)
        {
            grad = Aten.Call("add.Tensor", grad, parameter, options.weight_decay);
        }

        Aten.CallInPlace("mul_.Scalar", state.square_avg!, alpha);
        Aten.CallInPlace("addcmul_", state.square_avg!, grad, grad, 1 - alpha);
        var variance = state.square_avg!;
        if (options.centered == true)
        {
            Aten.CallInPlace("mul_.Scalar", state.grad_avg!, alpha);
            Aten.CallInPlace("add_.Tensor", state.grad_avg!, grad, 1 - alpha);
            variance = Aten.Call("addcmul", variance, state.grad_avg!, state.grad_avg!, -1.0);
        }

        var denominator = Aten.Call("sqrt", variance);
        Aten.CallInPlace("add_.Scalar", denominator, options.eps);
        if (options.momentum > 0)
        {
            Aten.CallInPlace("mul_.Scalar", state.momentum_buffer!, options.momentum);
            Aten.CallInPlace("addcdiv_", state.momentum_buffer!, grad, denominator);
            Aten.CallInPlace("add_.Tensor", parameter, state.momentum_buffer!, -rate);
        }
        else
        {
            Aten.CallInPlace("addcdiv_", parameter, grad, denominator, -rate);
        }
    }

    public class Options : OptimizerOptions
    {
        public bool? maximize;
        public double? momentum;
        public double? alpha;
        public double? eps;
        public double? weight_decay;
        public bool? centered;

        private protected override void Visit(Visitor visitor)
        {
            visitor.Flag(ref maximize);
            visitor.Number(ref momentum);
            visitor.Number(ref alpha);
            visitor.Number(ref eps);
            visitor.Number(ref weight_decay);
            visitor.Flag(ref centered);
        }
    }

    public class ParamGroup : ParamGroup<Options>, IMomentum
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 0.001, double eps = 1e-8, double alpha = 0.99, double weight_decay = 0,
            double momentum = 0, bool centered = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                eps = eps,
                alpha = alpha,
                weight_decay = weight_decay,
                momentum = momentum,
                centered = centered,
            })
        {
        }

        public double Momentum
        {
            get => Options.momentum!.Value;
            set => Options.momentum = value;
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor? square_avg;
        public Tensor? momentum_buffer;
        public Tensor? grad_avg;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Reset(ref square_avg, 0);
            Reset(ref momentum_buffer, 0);
            Reset(ref grad_avg, 0);
        }

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => Release();

        internal override void Visit(StateVisitor visitor)
        {
            visitor.Number(ref step);
            visitor.Tensor(ref square_avg);
            visitor.Tensor(ref momentum_buffer, isOptional: true);
            visitor.Tensor(ref grad_avg, isOptional: true);
        }
    }
}
