using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Autoencoders;

/// <summary>Fluent builder for symmetric convolutional autoencoders.</summary>
public sealed class AutoencoderBuilder
{
    private readonly Stack<(long From, long To)> _levels = new();
    private readonly List<Module<Tensor, Tensor>> _layers = [];
    private long _channels;

    private AutoencoderBuilder(long channels) => _channels = channels;

    public static AutoencoderBuilder ForChannels(long channels) => new(channels);

    public AutoencoderBuilder Shrink(long to)
    {
        _layers.Add(Conv2d(_channels, to, 4, stride: 2, padding: 1));
        _layers.Add(LeakyReLU(0.2));
        _levels.Push((_channels, to));
        _channels = to;
        return this;
    }

    public AutoencoderBuilder Bottleneck(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _layers.Add(Conv2d(_channels, _channels, 3, padding: 1));
            _layers.Add(LeakyReLU(0.2));
        }

        return this;
    }

    public AutoencoderBuilder GrowBack()
    {
        while (_levels.TryPop(out var level))
        {
            _layers.Add(ConvTranspose2d(level.To, level.From, 4, stride: 2, padding: 1));
            if (_levels.Count > 0)
                _layers.Add(LeakyReLU(0.2));
            _channels = level.From;
        }

        return this;
    }

    public Sequential Build(Func<Module<Tensor, Tensor>> last)
    {
        _layers.Add(last());
        return Sequential(_layers);
    }
}

[Example("convolutional autoencoder from a fluent builder, leaky ReLU, tanh at its end, global residual", 16, 1, 32, 32, Objective = Objective.Regression, IsSeen = true)]
public sealed class OldPhotoRestorer : Module<Tensor, Tensor>
{
    private readonly Sequential _repair;

    public OldPhotoRestorer()
        : base(nameof(OldPhotoRestorer))
    {
        _repair = AutoencoderBuilder.ForChannels(1).Shrink(12).Shrink(24).Shrink(32).Bottleneck(2).GrowBack().Build(() => Tanh());
        RegisterComponents();
    }

    /// <summary>What is missing is added to the scratched photograph.</summary>
    public override Tensor forward(Tensor scratched)
    {
        ArgumentNullException.ThrowIfNull(scratched);
        var missing = _repair.call(scratched);
        return scratched.add(missing);
    }
}
