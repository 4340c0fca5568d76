using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>A trunk and several heads, of which each batch goes through one: a task a batch.</summary>
internal sealed class Heads : Module<Tensor, Tensor>
{
    private readonly Linear trunk = Linear(10, 32);
    private readonly ModuleList<Linear> heads = new();
    private readonly Func<int, int> _choose;
    private int _calls;

    /// <param name="count">Heads.</param>
    /// <param name="choose">The head of a call, from 0.</param>
    public Heads(int count, Func<int, int> choose)
        : base(nameof(Heads))
    {
        _choose = choose;
        for (var i = 0; i < count; i++)
            heads.Add(Linear(32, 5));

        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => heads[_choose(_calls++)].call(trunk.call(input).relu());
}

/// <summary>A mixture of experts of which a gate gives each input to one (Shazeer et al. 2017); what the others say is multiplied by 0.</summary>
internal sealed class Experts : Module<Tensor, Tensor>
{
    private readonly Linear gate;
    private readonly ModuleList<Linear> hidden = new();
    private readonly ModuleList<Linear> heads = new();

    public Experts(int count)
        : base(nameof(Experts))
    {
        gate = Linear(10, count);
        for (var i = 0; i < count; i++)
        {
            hidden.Add(Linear(10, 16));
            heads.Add(Linear(16, 5));
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        var shares = functional.softmax(gate.call(input), 1);
        var chosen = shares.argmax(1);
        var sum = zeros(input.shape[0], 5);
        for (var i = 0; i < hidden.Count; i++)
        {
            var weight = chosen.eq(i).to_type(ScalarType.Float32).unsqueeze(1).mul(shares.narrow(1, i, 1));
            sum = sum.add(heads[i].call(hidden[i].call(input).relu()).mul(weight));
        }

        return sum;
    }
}
