using TorchSharp.Dispatch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Zeiler 2012, algorithm 1.</summary>
public class Adadelta : OptimizerHelper
{
    public Adadelta(IEnumerable<Parameter> parameters, double lr, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, rho, eps, weight_decay, maximize)
    {
    }

    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public Adadelta(
        IEnumerable<ParamGroup> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(rho is >= 0 and <= 1, "rho value", rho);
        Require(eps >= 0, "eps value", eps);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        AddGroups(
            new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                rho = rho,
                eps = eps,
                weight_decay = weight_decay,
                maximize = maximize,
            },
            parameters);
    }

    public override void add_param_group(Modules.ParamGroup param_group) => AddGroup(param_group, new Options(), parameter => new State(parameter));

    public override Tensor step(Func<Tensor>? closure = null) => StepEach<ParamGroup, State>(closure, Update);

    private static void Update(ParamGroup group, Parameter parameter, State state, Tensor grad)
    {
        var options = group.Options;
        var rho = options.rho!.Value;
        if (grad.is_sparse)
        {
            throw new ArgumentException("Adadelta does not support sparse gradients");
        }

        if (options.maximize == true)
        {
            grad = Aten.Call("neg", grad);
        }

        if (options.weight_decay is not 0)
        {
            grad = Aten.Call("add.Tensor", grad, parameter, options.weight_decay);
        }

        Aten.CallInPlace("mul_.Scalar", state.square_avg!, rho);
        Aten.CallInPlace("addcmul_", state.square_avg!, grad, grad, 1 - rho);
        var deviation = Aten.CallInPlace("sqrt_", Aten.Call("add.Scalar", state.square_avg!, options.eps));
        var delta = Aten.CallInPlace("sqrt_", Aten.Call("add.Scalar", state.acc_delta!, options.eps));
        Aten.CallInPlace("div_.Tensor", delta, deviation);
        Aten.CallInPlace("mul_.Tensor", delta, grad);
        Aten.CallInPlace("add_.Tensor", parameter, delta, -options.LearningRate);
        Aten.CallInPlace("mul_.Scalar", state.acc_delta!, rho);
        Aten.CallInPlace("addcmul_", state.acc_delta!, delta, delta, 1 - rho);
    }

    public class Options : OptimizerOptions
    {
        public double? rho;
        public double? eps;
        public double? weight_decay;
        public bool? maximize;

        private protected override void Visit(Visitor visitor)
        {
            visitor.Number(ref rho);
            visitor.Number(ref eps);
            visitor.Number(ref weight_decay);
            visitor.Flag(ref maximize);
        }
    }

    public class ParamGroup : ParamGroup<Options>
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 1, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            : base(parameters, new Options
            {
                LearningRate = lr,
                rho = rho,
                eps = eps,
                weight_decay = weight_decay,
                maximize = maximize,
            })
        {
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor? square_avg;
        public Tensor? acc_delta;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Reset(ref square_avg, 0);
            Reset(ref acc_delta, 0);
        }

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => Release();

        internal override void Visit(StateVisitor visitor)
        {
            visitor.Number(ref step);
            visitor.Tensor(ref square_avg);
            visitor.Tensor(ref acc_delta);
        }
    }
}
