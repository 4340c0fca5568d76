using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>Which recurrence a <see cref="Recurrent"/> has.</summary>
internal enum Cell
{
    Rnn,
    Lstm,
    Gru,
}

/// <summary>Recurrent layers whose last state, or whose every state, feeds the head.</summary>
internal sealed class Recurrent : Module<Tensor, Tensor>
{
    private readonly Module memory;
    private readonly Linear head;
    private readonly bool _everyStep;

    public Recurrent(Cell cell, int inputs, int width, int outputs, int layers = 1, bool everyStep = false)
        : base(nameof(Recurrent))
    {
        _everyStep = everyStep;
        memory = cell switch
        {
            Cell.Lstm => LSTM(inputs, width, layers, batchFirst: true),
            Cell.Gru => GRU(inputs, width, layers, batchFirst: true),
            _ => RNN(inputs, width, layers, batchFirst: true),
        };
        head = Linear(width, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var states = memory switch
        {
            LSTM lstm => lstm.call(input).Item1,
            GRU gru => gru.call(input).Item1,
            RNN rnn => rnn.call(input).Item1,
            _ => throw new InvalidOperationException("There is no other recurrence."),
        };
        return head.call(_everyStep ? states : states.select(1, states.shape[1] - 1));
    }
}
