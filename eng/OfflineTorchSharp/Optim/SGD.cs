using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with momentum (Sutskever et al. 2013).</summary>
public class SGD : OptimizerHelper, IMomentum
{
    public SGD(
        IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
        bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    /// <exception cref="ArgumentException">A number is out of its range, or Nesterov's momentum lacks a momentum or has a dampening.</exception>
    public SGD(
        IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
        bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(momentum >= 0, "momentum value", momentum);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        if (nesterov && (momentum <= 0 || dampening != 0))
        {
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }

        AddGroups(
            new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
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
        var momentum = options.momentum!.Value;
        var rate = options.LearningRate!.Value;
        if (options.weight_decay is not 0)
        {
            grad = Aten.Call("add.Tensor", grad, parameter, options.weight_decay);
        }

        if (momentum != 0)
        {
            if (state.momentum_buffer is null)
            {
                state.momentum_buffer = grad.clone().DetachFromDisposeScope();
            }
            else
            {
                Aten.CallInPlace("mul_.Scalar", state.momentum_buffer, momentum);
                Aten.CallInPlace("add_.Tensor", state.momentum_buffer, grad, 1 - options.dampening);
            }

            grad = options.nesterov == true ? Aten.Call("add.Tensor", grad, state.momentum_buffer, momentum) : state.momentum_buffer;
        }

        Aten.CallInPlace("add_.Tensor", parameter, grad, options.maximize == true ? rate : -rate);
    }

    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        private protected override void Visit(Visitor visitor)
        {
            visitor.Number(ref momentum);
            visitor.Number(ref dampening);
            visitor.Number(ref weight_decay);
            visitor.Flag(ref nesterov);
            visitor.Flag(ref maximize);
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
            IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
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
        public Tensor? momentum_buffer;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options) => Release();

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => Release();

        internal override void Visit(StateVisitor visitor) => visitor.Tensor(ref momentum_buffer, isOptional: true);
    }
}
