using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Overhead;

/// <summary>A whole training step with and without the monitor, and with the naive way of a norm and a histogram per parameter.</summary>
internal static class StepCost
{
    public static void Measure()
    {
        Console.WriteLine("Training steps: milliseconds without the monitor, added by it, and added by a norm().item() and a histogram per parameter");
        Measure("small MLP", Sequential(Linear(2, 32), ReLU(), Linear(32, 32), ReLU(), Linear(32, 2)), () => randn(64, 2));
        Measure("MLP 256", Sequential(Linear(64, 256), ReLU(), Linear(256, 256), ReLU(), Linear(256, 256), ReLU(), Linear(256, 2)), () => randn(256, 64));
        Measure("CNN", Sequential(Conv2d(1, 16, 3), ReLU(), Conv2d(16, 32, 3), ReLU(), MaxPool2d(2), Flatten(), Linear(32 * 144, 2)), () => randn(32, 1, 28, 28));
        Measure("LSTM", new LastState(), () => randn(32, 24, 8));
        Measure("Transformer layer", new MeanOfEncoder(), () => randn(24, 16, 64));
    }

    private static void Measure(string name, Module<Tensor, Tensor> model, Func<Tensor> input)
    {
        using var inputs = input();
        using var optimizer = optim.Adam(model.parameters(), lr: 1e-4);
        using var guard = GradientGuard.Watch(model);
        var parameters = model.parameters().ToArray();

        void Train(Action<Tensor> watch)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.call(inputs).square().mean();
            loss.backward();
            optimizer.step();
            watch(loss);
        }

        void Naive()
        {
            foreach (var parameter in parameters)
            {
                using var gradient = parameter.grad;
                using var norm = gradient!.norm();
                norm.item<float>();
                using var histogram = histc(gradient.flatten(), 64);
                using var counts = histogram.cpu();
            }
        }

        var times = Paired.MedianMicroseconds(15, 20, () => Train(_ => { }), () => Train(loss => guard.Step(loss)), () => Train(_ => Naive()));
        var added = times[1] - times[0];
        Console.WriteLine($"  {name,-18} {parameters.Length,2} tensors  {times[0] / 1000:0.000} ms  monitor {added,+7:0.0} µs ({added / times[0]:P1}), naive {times[2] - times[0],+8:0.0} µs ({(times[2] - times[0]) / times[0]:P1})");
        model.Dispose();
    }

    private sealed class LastState : Module<Tensor, Tensor>
    {
        private readonly LSTM memory = LSTM(8, 64, batchFirst: true);
        private readonly Linear head = Linear(64, 2);

        public LastState()
            : base(nameof(LastState)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var (output, _, _) = memory.call(input);
            return head.call(output.select(1, output.shape[1] - 1));
        }
    }

    private sealed class MeanOfEncoder : Module<Tensor, Tensor>
    {
        private readonly TransformerEncoderLayer encoder = TransformerEncoderLayer(64, 4, 128, dropout: 0);
        private readonly Linear head = Linear(64, 2);

        public MeanOfEncoder()
            : base(nameof(MeanOfEncoder)) => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(encoder.call(input, null!, null!).mean([0]));
    }
}
