using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Outputs;

[Example("PPO actor-critic: orthogonal initialisation with gains, tanh, two outputs", 64, 12, Objective = Objective.Regression, IsSeen = true)]
public class ActorCritic : Module<Tensor, (Tensor, Tensor)>
{
    private readonly Sequential _critic, _actor;

    public ActorCritic() : base("agent")
    {
        _critic = Sequential(
            LayerInit(Linear(12, 64)), Tanh(),
            LayerInit(Linear(64, 64)), Tanh(),
            LayerInit(Linear(64, 1), std: 1.0));
        _actor = Sequential(
            LayerInit(Linear(12, 64)), Tanh(),
            LayerInit(Linear(64, 64)), Tanh(),
            LayerInit(Linear(64, 4), std: 0.01));
        RegisterComponents();
    }

    private static Linear LayerInit(Linear layer, double? std = null, double biasConst = 0.0)
    {
        init.orthogonal_(layer.weight, std ?? Math.Sqrt(2));
        init.constant_(layer.bias, biasConst);
        return layer;
    }

    public override (Tensor, Tensor) forward(Tensor obs) => (_critic.call(obs), _actor.call(obs));
}
