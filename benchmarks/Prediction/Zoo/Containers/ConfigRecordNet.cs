using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

public record NetOptions(int Inputs, int[] Hidden, int Outputs)
{
    public bool UseBias { get; init; } = true;

    public double NegativeSlope { get; init; } = 0.05;
}

[Example("Sizes, bias and slope from a record with defaults", 64, 44)]
public class ConfigRecordNet : Module<Tensor, Tensor>
{
    private static readonly NetOptions Options = new(44, [88, 66, 66, 44], 11) { UseBias = false };
    private readonly Sequential model;

    public ConfigRecordNet() : base("config")
    {
        model = Build(Options);
        RegisterComponents();
    }

    private static Sequential Build(NetOptions options)
    {
        var modules = new List<(string name, Module<Tensor, Tensor> module)>();
        var previous = options.Inputs;
        foreach (var (width, i) in options.Hidden.Select((width, i) => (width, i)))
        {
            modules.Add(($"linear{i}", Linear(previous, width, options.UseBias)));
            modules.Add(($"relu{i}", LeakyReLU(options.NegativeSlope)));
            previous = width;
        }

        modules.Add(("logits", Linear(previous, options.Outputs, options.UseBias)));
        return Sequential(modules);
    }

    public override Tensor forward(Tensor input) => model.call(input);
}
