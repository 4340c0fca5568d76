using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Outputs;

/// <summary>Values of the 32 cards of Skat that the player may put on the table.</summary>
[Example("dueling DQN, advantage minus its mean, orthogonal init with gain sqrt 2, LeakyReLU, plays Skat", 32, 96, Objective = Objective.Regression, IsSeen = true)]
public class CardDuelingDqn : Module<Tensor, Tensor>
{
    private const int StateSize = 3 * 32, CardCount = 32;

    private readonly Sequential shared;
    private readonly Sequential value;
    private readonly Sequential advantage;

    public CardDuelingDqn() : base("dueling")
    {
        shared = Sequential(
            Layer(StateSize, 128), LeakyReLU(0.01),
            Layer(128, 128), LeakyReLU(0.01));
        value = Sequential(
            Layer(128, 64), LeakyReLU(0.01),
            Layer(64, 1, gain: 1.0));
        advantage = Sequential(
            Layer(128, 64), LeakyReLU(0.01),
            Layer(64, CardCount, gain: 0.01));
        RegisterComponents();
    }

    private static Linear Layer(int inputs, int outputs, double gain = 1.4142135623730951)
    {
        var layer = Linear(inputs, outputs);
        init.orthogonal_(layer.weight, gain);
        init.constant_(layer.bias, 0.0);
        return layer;
    }

    public override Tensor forward(Tensor table)
    {
        Tensor x = shared.call(table);
        Tensor v = value.call(x);
        Tensor a = advantage.call(x);
        return v + (a - a.mean(new long[] { 1 }, true));
    }
}
