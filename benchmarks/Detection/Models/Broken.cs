using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>Three layers whose forward pass can be cut between them: every way to lose a gradient that C# offers.</summary>
internal sealed class Cut : Module<Tensor, Tensor>
{
    private readonly Linear fc0 = Linear(2, 32);
    private readonly Linear fc1 = Linear(32, 32);
    private readonly Linear head = Linear(32, 2);
    private readonly Func<Tensor, Tensor> _between;

    /// <param name="between">What happens between the second hidden layer and the head.</param>
    public Cut(Func<Tensor, Tensor> between)
        : base(nameof(Cut))
    {
        _between = between;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => head.call(_between(fc1.call(fc0.call(input).relu()).relu()));
}

/// <summary>Keeps its hidden layers in a List, which RegisterComponents does not look into.</summary>
internal sealed class HiddenInList : Module<Tensor, Tensor>
{
    private readonly List<Linear> hidden = [Linear(2, 32), Linear(32, 32)];
    private readonly Linear head = Linear(32, 2);

    public HiddenInList()
        : base(nameof(HiddenInList)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        foreach (var layer in hidden)
            input = layer.call(input).relu();

        return head.call(input);
    }
}

/// <summary>Keeps its first layer in a Dictionary.</summary>
internal sealed class HiddenInDictionary : Module<Tensor, Tensor>
{
    private readonly Dictionary<string, Linear> hidden = new() { ["in"] = Linear(2, 32) };
    private readonly Linear fc1 = Linear(32, 32);
    private readonly Linear head = Linear(32, 2);

    public HiddenInDictionary()
        : base(nameof(HiddenInDictionary)) => RegisterComponents();

    public override Tensor forward(Tensor input) => head.call(fc1.call(hidden["in"].call(input).relu()).relu());
}

/// <summary>Has a weight that is a tensor which wants a gradient: registered as a buffer, trained by nobody.</summary>
internal sealed class WeightInTensor : Module<Tensor, Tensor>
{
    private readonly Tensor weight = randn(32, 2).requires_grad_();
    private readonly Linear fc1 = Linear(32, 32);
    private readonly Linear head = Linear(32, 2);

    public WeightInTensor()
        : base(nameof(WeightInTensor)) => RegisterComponents();

    public override Tensor forward(Tensor input) => head.call(fc1.call(input.matmul(weight.t()).relu()).relu());
}

/// <summary>Replaces a layer after RegisterComponents: what is registered, and trained, is the old one.</summary>
internal sealed class ReplacedLayer : Module<Tensor, Tensor>
{
    private readonly Linear fc0 = Linear(2, 32);
    private Linear fc1 = Linear(32, 16);
    private readonly Linear head = Linear(32, 2);

    public ReplacedLayer()
        : base(nameof(ReplacedLayer))
    {
        RegisterComponents();
        fc1 = Linear(32, 32);
    }

    public override Tensor forward(Tensor input) => head.call(fc1.call(fc0.call(input).relu()).relu());
}

/// <summary>Has a layer that forward leaves out.</summary>
internal sealed class Unused : Module<Tensor, Tensor>
{
    private readonly Linear fc0 = Linear(2, 32);
    private readonly Linear fc1 = Linear(32, 32);
    private readonly Linear head = Linear(32, 2);

    public Unused()
        : base(nameof(Unused)) => RegisterComponents();

    public override Tensor forward(Tensor input) => head.call(fc0.call(input).relu());
}

/// <summary>Multiplies the branch of one layer by a factor and its gradient with it.</summary>
internal sealed class FaintBranch : Module<Tensor, Tensor>
{
    private readonly Linear fc0 = Linear(2, 32);
    private readonly Linear branch = Linear(32, 32);
    private readonly Linear fc2 = Linear(32, 32);
    private readonly Linear head = Linear(32, 2);
    private readonly double _factor;

    public FaintBranch(double factor)
        : base(nameof(FaintBranch))
    {
        _factor = factor;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var x = fc0.call(input).relu();
        return head.call(fc2.call(x.add(branch.call(x).relu().mul(_factor))).relu());
    }
}

/// <summary>Weights stored in float16 and computed with in float32, as on a GPU; gradients are rounded to float16.</summary>
internal sealed class HalfStorage : Module<Tensor, Tensor>
{
    private readonly Parameter w0 = Drawn(32, 2);
    private readonly Parameter w1 = Drawn(32, 32);
    private readonly Parameter w2 = Drawn(2, 32);

    public HalfStorage()
        : base(nameof(HalfStorage)) => RegisterComponents();

    public override Tensor forward(Tensor input) =>
        Apply(Apply(Apply(input, w0).tanh(), w1).tanh(), w2);

    private static Tensor Apply(Tensor input, Tensor weight) => functional.linear(input, weight.to_type(ScalarType.Float32));

    private static Parameter Drawn(int outputs, int inputs) => new(randn(outputs, inputs).mul(1 / Math.Sqrt(inputs)).to_type(ScalarType.Float16));
}
