using System.Diagnostics.CodeAnalysis;
using TorchSharp.Dispatch;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>One step of a plain recurrent network.</summary>
public sealed class RNNCell : Module<Tensor, Tensor?, Tensor>
{
    private readonly long _hiddenSize;
    private readonly string _op;

    internal RNNCell(long inputSize, long hiddenSize, NonLinearities nonLinearity, bool bias, Device? device, ScalarType? dtype)
        : base("torch::nn::RNNCellImpl")
    {
        _op = nonLinearity == NonLinearities.ReLU ? "rnn_relu_cell" : "rnn_tanh_cell";
        _hiddenSize = hiddenSize;
        RegisterAll(CellWeights.Create(1, inputSize, hiddenSize, bias, device, dtype));
    }

    [DisallowNull]
    public Parameter? weight_ih
    {
        get => Fresh(nameof(weight_ih));
        set => ConditionallyRegisterParameter(nameof(weight_ih), value);
    }

    [DisallowNull]
    public Parameter? weight_hh
    {
        get => Fresh(nameof(weight_hh));
        set => ConditionallyRegisterParameter(nameof(weight_hh), value);
    }

    [DisallowNull]
    public Parameter? bias_ih
    {
        get => Fresh(nameof(bias_ih));
        set => ConditionallyRegisterParameter(nameof(bias_ih), value);
    }

    [DisallowNull]
    public Parameter? bias_hh
    {
        get => Fresh(nameof(bias_hh));
        set => ConditionallyRegisterParameter(nameof(bias_hh), value);
    }

    private protected override bool IsNative => true;

    public override Tensor forward(Tensor input, Tensor? h0 = null)
    {
        using var zeros = h0 is null ? CellWeights.Zeros(input, _hiddenSize) : null;
        return Aten.Call(_op, input, h0 ?? zeros, Own(nameof(weight_ih)), Own(nameof(weight_hh)), Own(nameof(bias_ih)), Own(nameof(bias_hh)));
    }
}

/// <summary>One step of a GRU.</summary>
public sealed class GRUCell : Module<Tensor, Tensor?, Tensor>
{
    private readonly long _hiddenSize;

    internal GRUCell(long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype)
        : base("torch::nn::GRUCellImpl")
    {
        _hiddenSize = hiddenSize;
        RegisterAll(CellWeights.Create(3, inputSize, hiddenSize, bias, device, dtype));
    }

    [DisallowNull]
    public Parameter? weight_ih
    {
        get => Fresh(nameof(weight_ih));
        set => ConditionallyRegisterParameter(nameof(weight_ih), value);
    }

    [DisallowNull]
    public Parameter? weight_hh
    {
        get => Fresh(nameof(weight_hh));
        set => ConditionallyRegisterParameter(nameof(weight_hh), value);
    }

    [DisallowNull]
    public Parameter? bias_ih
    {
        get => Fresh(nameof(bias_ih));
        set => ConditionallyRegisterParameter(nameof(bias_ih), value);
    }

    [DisallowNull]
    public Parameter? bias_hh
    {
        get => Fresh(nameof(bias_hh));
        set => ConditionallyRegisterParameter(nameof(bias_hh), value);
    }

    private protected override bool IsNative => true;

    public override Tensor forward(Tensor input, Tensor? h0 = null)
    {
        using var zeros = h0 is null ? CellWeights.Zeros(input, _hiddenSize) : null;
        return Aten.Call("gru_cell", input, h0 ?? zeros, Own(nameof(weight_ih)), Own(nameof(weight_hh)), Own(nameof(bias_ih)), Own(nameof(bias_hh)));
    }
}

/// <summary>One step of an LSTM.</summary>
public sealed class LSTMCell : Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor)>
{
    private readonly long _hiddenSize;

    internal LSTMCell(long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype)
        : base("torch::nn::LSTMCellImpl")
    {
        _hiddenSize = hiddenSize;
        RegisterAll(CellWeights.Create(4, inputSize, hiddenSize, bias, device, dtype));
    }

    [DisallowNull]
    public Parameter? weight_ih
    {
        get => Fresh(nameof(weight_ih));
        set => ConditionallyRegisterParameter(nameof(weight_ih), value);
    }

    [DisallowNull]
    public Parameter? weight_hh
    {
        get => Fresh(nameof(weight_hh));
        set => ConditionallyRegisterParameter(nameof(weight_hh), value);
    }

    [DisallowNull]
    public Parameter? bias_ih
    {
        get => Fresh(nameof(bias_ih));
        set => ConditionallyRegisterParameter(nameof(bias_ih), value);
    }

    [DisallowNull]
    public Parameter? bias_hh
    {
        get => Fresh(nameof(bias_hh));
        set => ConditionallyRegisterParameter(nameof(bias_hh), value);
    }

    private protected override bool IsNative => true;

    public new (Tensor, Tensor) call(Tensor input, (Tensor, Tensor)? h0_c0 = null) => base.call(input, h0_c0);

    public override (Tensor, Tensor) forward(Tensor input, (Tensor, Tensor)? h0_c0)
    {
        using var zeros = h0_c0 is null ? CellWeights.Zeros(input, _hiddenSize) : null;
        var (hidden, cell) = h0_c0 ?? (zeros!, zeros!);
        return Aten.CallTwo(
            "lstm_cell", input, Argument.List([hidden, cell]), Own(nameof(weight_ih)), Own(nameof(weight_hh)), Own(nameof(bias_ih)),
            Own(nameof(bias_hh)));
    }
}

internal static class CellWeights
{
    /// <summary>Uniform in ±1/√hidden, all of them.</summary>
    internal static IEnumerable<(string name, Parameter parameter)> Create(
        long gates, long inputSize, long hiddenSize, bool bias, Device? device, ScalarType? dtype)
    {
        var bound = 1 / Math.Sqrt(hiddenSize);
        yield return ("weight_ih", DefaultInitialization.Uniform(bound, [gates * hiddenSize, inputSize], device, dtype));
        yield return ("weight_hh", DefaultInitialization.Uniform(bound, [gates * hiddenSize, hiddenSize], device, dtype));
        if (bias)
        {
            yield return ("bias_ih", DefaultInitialization.Uniform(bound, [gates * hiddenSize], device, dtype));
            yield return ("bias_hh", DefaultInitialization.Uniform(bound, [gates * hiddenSize], device, dtype));
        }
    }

    internal static Tensor Zeros(Tensor input, long hiddenSize)
        => torch.zeros(new[] { input.shape[0], hiddenSize }, dtype: input.dtype, device: input.device);
}
