using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Recurrent;

[Example("two layers of an LSTM cell written by hand with one matrix per gate, loop over time, forget bias 1", 16, 24, 5, Objective = Objective.Regression)]
public class HandLstmForecaster : Module<Tensor, Tensor>
{
    private class Cell : Module<Tensor, Tensor, Tensor, (Tensor, Tensor)>
    {
        Linear forget, input, candidate, output;

        public Cell(int nin, int nhid) : base("cell")
        {
            forget = Linear(nin + nhid, nhid);
            input = Linear(nin + nhid, nhid);
            candidate = Linear(nin + nhid, nhid);
            output = Linear(nin + nhid, nhid);
            RegisterComponents();
            init.ones_(forget.bias);
        }

        public override (Tensor, Tensor) forward(Tensor x, Tensor h, Tensor c)
        {
            Tensor xh = cat(new[] { x, h }, 1);
            Tensor f = sigmoid(forget.call(xh));
            Tensor i = sigmoid(input.call(xh));
            Tensor g = tanh(candidate.call(xh));
            Tensor o = sigmoid(output.call(xh));
            c = f * c + i * g;
            h = o * tanh(c);
            return (h, c);
        }
    }

    Cell lower, upper;
    Linear level;
    int hidden = 32;

    public HandLstmForecaster() : base("river")
    {
        lower = new Cell(5, hidden);
        upper = new Cell(hidden, hidden);
        level = Linear(hidden, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        long batch = x.shape[0];
        long steps = x.shape[1];
        Tensor h1 = zeros(batch, hidden), c1 = zeros(batch, hidden);
        Tensor h2 = zeros(batch, hidden), c2 = zeros(batch, hidden);
        for (long t = 0; t < steps; t++)
        {
            (h1, c1) = lower.call(x.select(1, t), h1, c1);
            (h2, c2) = upper.call(h1, h2, c2);
        }
        return level.call(h2);
    }
}
