using System.Globalization;
using GradGuard;
using GradGuard.Dashboard.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// One rank of many: trains a network of so many layers for so many steps while Prometheus may scrape it, and stays until its input ends.
var (layers, steps) = (int.Parse(args[0], CultureInfo.InvariantCulture), int.Parse(args[1], CultureInfo.InvariantCulture));
set_num_threads(1);
using var server = MetricsServer.Start(port: 0);
using var model = Sequential(Enumerable.Range(0, layers).Select(_ => (Module<Tensor, Tensor>)Linear(8, 8)));
using var optimizer = optim.SGD(model.parameters(), 1e-3);
using var guard = GradientGuard.Watch(model);
using var inputs = randn(4, 8);
Console.WriteLine(server.Address);
for (var step = 0; step < steps; step++)
{
    using var scope = NewDisposeScope();
    optimizer.zero_grad();
    var loss = model.call(inputs).square().mean();
    loss.backward();
    optimizer.step();
    guard.Step(loss);
}

Console.In.ReadToEnd();
