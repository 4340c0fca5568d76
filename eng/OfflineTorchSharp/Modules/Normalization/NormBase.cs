using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What batch and instance normalization share: an affine map and running statistics, one number a channel.</summary>
public abstract class NormBase : Module<Tensor, Tensor>
{
    public NormBase(
        long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype, string name)
        : base(name)
    {
        this.num_features = num_features;
        this.eps = eps;
        this.momentum = momentum;
        this.affine = affine;
        this.track_running_stats = track_running_stats;
        if (affine)
        {
            weight = DefaultInitialization.Constant(1, [num_features], device, dtype);
            bias = DefaultInitialization.Constant(0, [num_features], device, dtype);
        }

        if (track_running_stats)
        {
            running_mean = torch.zeros(num_features, dtype: dtype, device: device);
            running_var = torch.ones(num_features, dtype: dtype, device: device);
            num_batches_tracked = torch.zeros(Array.Empty<long>(), dtype: ScalarType.Int64, device: device);
        }
    }

    public long num_features { get; }

    public double eps { get; set; }

    /// <summary>The weight of the newest batch in the running statistics; null for a plain mean over all batches.</summary>
    public double? momentum { get; set; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public Parameter weight
    {
        get => Own(nameof(weight))!;
        set => Own(nameof(weight), value);
    }

    public Parameter? bias
    {
        get => Own(nameof(bias));
        set => Own(nameof(bias), value);
    }

    public Tensor? running_mean
    {
        get => OwnBuffer(nameof(running_mean));
        set => OwnBuffer(nameof(running_mean), value);
    }

    public Tensor? running_var
    {
        get => OwnBuffer(nameof(running_var));
        set => OwnBuffer(nameof(running_var), value);
    }

    public Tensor? num_batches_tracked
    {
        get => OwnBuffer(nameof(num_batches_tracked));
        set => OwnBuffer(nameof(num_batches_tracked), value);
    }

    public void reset_running_stats()
    {
        if (track_running_stats)
        {
            init.zeros_(running_mean!);
            init.ones_(running_var!);
            init.zeros_(num_batches_tracked!);
        }
    }

    public void reset_parameters()
    {
        reset_running_stats();
        if (affine)
        {
            init.ones_(weight);
            init.zeros_(bias!);
        }
    }

    protected abstract void ValidateInputDimensions(Tensor input);

    private protected static void CheckDimensions(Tensor input, long fewest, long most)
    {
        var dimensions = input.Dimensions;
        if (dimensions < fewest || dimensions > most)
        {
            var expected = fewest == most ? $"{fewest}D" : $"{fewest}D or {most}D";
            throw new ArgumentException($"expected {expected} input, but got {dimensions}D input.", nameof(input));
        }
    }
}
