using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Runtime.Tests;

/// <summary>Two linear layers in the order in which they run.</summary>
internal sealed class TwoLayers : Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;

    public TwoLayers(long inputs = 4, long hidden = 8, long outputs = 3)
        : base(nameof(TwoLayers))
    {
        fc1 = Linear(inputs, hidden);
        fc2 = Linear(hidden, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var hidden = fc1.call(input).relu();
        return fc2.call(hidden);
    }
}

/// <summary>Registers its head before its body.</summary>
internal sealed class HeadFirst : Module<Tensor, Tensor>
{
    private readonly Linear head = Linear(8, 3);
    private readonly Linear body = Linear(4, 8);
    private readonly bool _throughCall;

    public HeadFirst(bool throughCall)
        : base(nameof(HeadFirst))
    {
        _throughCall = throughCall;
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var hidden = (_throughCall ? body.call(input) : body.forward(input)).tanh();
        return _throughCall ? head.call(hidden) : head.forward(hidden);
    }
}

/// <summary>Has a layer that forward leaves out.</summary>
internal sealed class WithUnusedLayer : Module<Tensor, Tensor>
{
    private readonly Linear used = Linear(4, 3);
    private readonly Linear unused = Linear(4, 3);

    public WithUnusedLayer()
        : base(nameof(WithUnusedLayer)) => RegisterComponents();

    public Linear Unused => unused;

    public override Tensor forward(Tensor input) => used.call(input);
}

/// <summary>Forgets RegisterComponents.</summary>
internal sealed class Unregistered : Module<Tensor, Tensor>
{
    private readonly Linear fc = Linear(4, 3);

    public Unregistered()
        : base(nameof(Unregistered))
    {
    }

    public override Tensor forward(Tensor input) => fc.call(input);
}

/// <summary>Fails, when told to, as soon as somebody lists its parameters by name.</summary>
internal sealed class Treacherous : Module<Tensor, Tensor>
{
    private readonly Linear fc = Linear(4, 3);

    public Treacherous()
        : base(nameof(Treacherous)) => RegisterComponents();

    public bool Fails { get; set; }

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
        Fails && recurse ? throw new NotSupportedException("no names today") : base.named_parameters(recurse);

    public override IEnumerable<Parameter> parameters(bool recurse = true) => fc.parameters();

    public override Tensor forward(Tensor input) => fc.call(input);
}

/// <summary>An LSTM whose last state is classified.</summary>
internal sealed class SequenceClassifier : Module<Tensor, Tensor>
{
    private readonly LSTM memory = LSTM(1, 16, batchFirst: true);
    private readonly Linear head = Linear(16, 2);

    public SequenceClassifier()
        : base(nameof(SequenceClassifier)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        var (output, _, _) = memory.call(input);
        return head.call(output.select(1, output.shape[1] - 1));
    }
}

/// <summary>Returns an output that is disposed already.</summary>
internal sealed class DisposesItsOutput : Module<Tensor, Tensor>
{
    private readonly Parameter scale = new(ones(1));

    public DisposesItsOutput()
        : base(nameof(DisposesItsOutput)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        var output = input.mul(scale);
        output.Dispose();
        return output;
    }
}

/// <summary>Gets a second layer when told to.</summary>
internal sealed class Growing : Module<Tensor, Tensor>
{
    private readonly Linear body = Linear(4, 4);
    private Linear? _late;

    public Growing()
        : base(nameof(Growing)) => RegisterComponents();

    public void Grow()
    {
        _late = Linear(4, 4);
        register_module("late", _late);
    }

    public override Tensor forward(Tensor input)
    {
        var hidden = body.call(input);
        return _late is null ? hidden : _late.call(hidden);
    }
}

/// <summary>A transformer encoder, whose layers are native.</summary>
internal sealed class TransformerEncoderModel : Module<Tensor, Tensor>
{
    private readonly TransformerEncoder encoder = TransformerEncoder(TransformerEncoderLayer(8, 2, 16, 0.0), 2);

    public TransformerEncoderModel()
        : base(nameof(TransformerEncoderModel)) => RegisterComponents();

    public override Tensor forward(Tensor input) => encoder.call(input, null!, null!);
}

/// <summary>w·x, whose gradient by w is x.</summary>
internal sealed class DotProduct : Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public DotProduct(int size)
        : base(nameof(DotProduct))
    {
        weight = new Parameter(zeros(size, 1));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => input.matmul(weight);
}

/// <summary>Weights alone, for losses written by hand.</summary>
internal sealed class Weights : Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public Weights(int size)
        : base(nameof(Weights))
    {
        weight = new Parameter(randn(size, ScalarType.Float64));
        RegisterComponents();
    }

    public Parameter Weight => weight;

    public override Tensor forward(Tensor input) => input.mul(weight);
}
