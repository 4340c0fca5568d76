using GradGuard;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// Trains until it is killed, and prints each step that its guard has taken: what a test of the run log kills.
using var model = Sequential(("fc1", Linear(4, 8)), ("act", ReLU()), ("fc2", Linear(8, 1)));
using var optimizer = optim.SGD(model.parameters(), 0.01);
using var guard = GradientGuard.Watch(model, new GradientGuardOptions { RunLogPath = args[0] });
while (true)
{
    using var scope = NewDisposeScope();
    optimizer.zero_grad();
    var loss = model.call(randn(16, 4)).square().mean();
    loss.backward();
    optimizer.step();
    guard.Step(loss);
    Console.WriteLine(guard.StepCount);
}
