using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Overhead;

/// <summary>The models whose training steps are timed, each with a batch.</summary>
internal static class WatchedModels
{
    public static IEnumerable<(string Name, Func<Module<Tensor, Tensor>> Make, Func<Tensor> Batch)> All { get; } =
    [
        ("MLP of 32", () => Sequential(Linear(2, 32), ReLU(), Linear(32, 32), ReLU(), Linear(32, 2)), () => randn(64, 2)),
        ("MLP of 512", () => Sequential(Linear(64, 512), ReLU(), Linear(512, 512), ReLU(), Linear(512, 512), ReLU(), Linear(512, 2)), () => randn(512, 64)),
        ("CNN", () => Sequential(Conv2d(1, 16, 3), ReLU(), Conv2d(16, 32, 3), ReLU(), MaxPool2d(2), Flatten(), Linear(32 * 144, 2)), () => randn(64, 1, 28, 28)),
        ("LSTM", () => new LastState(), () => randn(64, 48, 16)),
        ("Transformer block", () => new MeanOfEncoder(), () => randn(32, 32, 128)),
    ];

    private sealed class LastState : Module<Tensor, Tensor>
    {
        private readonly LSTM _memory = LSTM(16, 96, batchFirst: true);
        private readonly Linear _head = Linear(96, 2);

        public LastState()
            : base(nameof(LastState)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var (output, _, _) = _memory.call(input);
            return _head.call(output.select(1, output.shape[1] - 1));
        }
    }

    private sealed class MeanOfEncoder : Module<Tensor, Tensor>
    {
        private readonly TransformerEncoderLayer _encoder = TransformerEncoderLayer(128, 4, 256, dropout: 0);
        private readonly Linear _head = Linear(128, 2);

        public MeanOfEncoder()
            : base(nameof(MeanOfEncoder)) => RegisterComponents();

        public override Tensor forward(Tensor input) => _head.call(_encoder.call(input, null!, null!).mean([0]));
    }
}
