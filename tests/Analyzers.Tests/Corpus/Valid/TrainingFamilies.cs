// Right loops of families that look like faulty ones: losses that flow through a model that is not to learn, steps on gradients that are
// taken twice, targets that are cut off on purpose.

class Head : Module<Tensor, Tensor>
{
    private readonly Linear hidden = Linear(8, 32), output;

    public Head(long outputs) : base("head")
    {
        output = Linear(32, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => output.call(hidden.call(x).relu());
}

class ActorCritic
{
    private readonly Head actor = new(1), critic = new(1), target = new(1);
    private readonly optim.Optimizer actorSteps, criticSteps;

    public ActorCritic()
    {
        target.load_state_dict(critic.state_dict());
        actorSteps = optim.Adam(actor.parameters(), 3e-4);
        criticSteps = optim.Adam(critic.parameters(), 3e-4);
    }

    public void Update(Tensor state, Tensor reward, Tensor next)
    {
        Tensor expected;
        using (no_grad())
            expected = reward + 0.99 * target.call(next);
        criticSteps.zero_grad();
        functional.mse_loss(critic.call(state), expected).backward();
        nn.utils.clip_grad_norm_(critic.parameters(), 1);
        criticSteps.step();

        actorSteps.zero_grad();
        (-critic.call(state + actor.call(state))).mean().backward();
        foreach (var model in new[] { actor, critic })
            nn.utils.clip_grad_norm_(model.parameters(), 1);
        actorSteps.step();

        using var frozen = no_grad();
        foreach (var (kept, learned) in target.parameters().Zip(critic.parameters()))
            kept.mul_(0.995).add_(learned * 0.005);
    }
}

class SharpnessAware
{
    public static void Fit(Head model, List<(Tensor X, Tensor Y)> batches)
    {
        var optimizer = optim.SGD(model.parameters(), 0.1);
        foreach (var (x, y) in batches)
        {
            functional.cross_entropy(model.call(x), y).backward();
            var moves = new List<(Parameter Weight, Tensor Move)>();
            using (no_grad())
                foreach (var weight in model.parameters())
                {
                    var move = weight.grad! * 0.05;
                    weight.add_(move);
                    moves.Add((weight, move));
                }

            optimizer.zero_grad();
            functional.cross_entropy(model.call(x), y).backward();
            using (no_grad())
                foreach (var (weight, move) in moves)
                    weight.sub_(move);
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            optimizer.zero_grad();
        }
    }
}

class StateMachine
{
    private enum Phase { Zero, Learn, Step, Done }

    public static void Run(Head model, IEnumerator<(Tensor X, Tensor Y)> batches)
    {
        var optimizer = optim.Adam(model.parameters(), 1e-3);
        for (var phase = Phase.Zero; phase != Phase.Done;)
            switch (phase)
            {
                case Phase.Zero:
                    optimizer.zero_grad();
                    phase = batches.MoveNext() ? Phase.Learn : Phase.Done;
                    break;
                case Phase.Learn:
                    functional.mse_loss(model.call(batches.Current.X), batches.Current.Y).backward();
                    nn.utils.clip_grad_norm_(model.parameters(), 1);
                    phase = Phase.Step;
                    break;
                case Phase.Step:
                    optimizer.step();
                    phase = Phase.Zero;
                    break;
            }
    }
}

class StepAtTheEnd(optim.Optimizer optimizer) : IDisposable
{
    public void Dispose()
    {
        optimizer.step();
        optimizer.zero_grad();
    }

    public static void Fit(List<(Tensor X, Tensor Y)> batches)
    {
        var model = new Head(1);
        var optimizer = optim.Adam(model.parameters(), 1e-3);
        foreach (var (x, y) in batches)
        {
            using var step = new StepAtTheEnd(optimizer);
            functional.mse_loss(model.call(x), y).backward();
            nn.utils.clip_grad_norm_(model.parameters(), 1);
        }
    }
}
