using TorchSharp.Dispatch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Duchi et al. 2011.</summary>
public class Adagrad : OptimizerHelper
{
    public Adagrad(
        IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
        double eps = 1e-10)
        : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps)
    {
    }

    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public Adagrad(
        IEnumerable<ParamGroup> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0,
        double eps = 1e-10)
    {
        Require(lr >= 0, "learning rate", lr);
        Require(eps >= 0, "ε", eps);
        Require(lr_decay >= 0, "lr_decay value", lr_decay);
        Require(weight_decay >= 0, "weight_decay value", weight_decay);
        Require(initial_accumulator_value >= 0, "initial_accumulator_value", initial_accumulator_value);
        AddGroups(
            new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                lr_decay = lr_decay,
                initial_accumulator_value = initial_accumulator_value,
                eps = eps,
                weight_decay = weight_decay,
            },
            parameters);
    }

    public override void add_param_group(Modules.ParamGroup param_group) => AddGroup(param_group, new Options(), parameter => new State(parameter));

    public override Tensor step(Func<Tensor>? closure = null) => StepEach<ParamGroup, State>(closure, Update);

    private static void Update(ParamGroup group, Parameter parameter, State state, Tensor grad)
    {
        var options = group.Options;
        state.step++;
        if (options.weight_decay is not 0)
        {
            grad = Aten.Call("add.Tensor", grad, parameter, options.weight_decay);
        }

        if (grad.is_sparse || grad.is_complex())
        {
            throw new NotImplementedException("Adagrad takes neither sparse nor complex gradients, here as in TorchSharp.");
        }

        var rate = options.LearningRate!.Value / (1 + ((state.step - 1) * options.lr_decay!.Value));
        Aten.CallInPlace("addcmul_", state.sum!, grad, grad);
        var denominator = Aten.Call("sqrt", state.sum!);
        Aten.CallInPlace("add_.Scalar", denominator, options.eps);
        Aten.CallInPlace("addcdiv_", parameter, grad, denominator, -rate);
    }

    public class Options : OptimizerOptions
    {
        public double? lr_decay;
        public double? initial_accumulator_value;
        public double? eps;
        public double? weight_decay;

        private protected override void Visit(Visitor visitor)
        {
            visitor.Number(ref lr_decay);
            visitor.Number(ref initial_accumulator_value);
            visitor.Number(ref eps);
            visitor.Number(ref weight_decay);
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
            IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0,
            double initial_accumulator_value = 0, double eps = 1e-10)
            : base(parameters, new Options
            {
                LearningRate = lr,
                lr_decay = lr_decay,
                weight_decay = weight_decay,
                initial_accumulator_value = initial_accumulator_value,
                eps = eps,
            })
        {
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor? sum;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            Reset(ref sum, ((Options)options).initial_accumulator_value!.Value);
        }

        public override void LoadStateDict(OptimizerState source) => CopyFrom(source);

        public override void LoadStateDict(BinaryReader reader) => Read(reader);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer);

        public void Dispose() => Release();

        internal override void Visit(StateVisitor visitor)
        {
            visitor.Number(ref step);
            visitor.Tensor(ref sum);
        }
    }
}
