using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

/// <summary>Layers are contributed by plug-ins behind an interface.</summary>
public interface ILayerSpec
{
    IEnumerable<Module<Tensor, Tensor>> Build(ref long width);
}

public readonly record struct Dense(long Units, string? Act = "relu", double Drop = 0) : ILayerSpec
{
    public IEnumerable<Module<Tensor, Tensor>> Build(ref long width)
    {
        var result = new List<Module<Tensor, Tensor>> { Linear(width, Units) };
        if (Act is { Length: > 0 } act)
            result.Add(act == "relu" ? ReLU() : act == "elu" ? ELU() : Sigmoid());
        if (Drop > 0)
            result.Add(Dropout(Drop));
        width = Units;
        return result;
    }
}

public readonly record struct Norm() : ILayerSpec
{
    public IEnumerable<Module<Tensor, Tensor>> Build(ref long width) => [BatchNorm1d(width)];
}

public sealed class SpecNet : Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    private SpecNet(long inputs, params ILayerSpec[] specs) : base("spec")
    {
        var width = inputs;
        var all = new List<Module<Tensor, Tensor>>();
        foreach (var spec in specs)
            all.AddRange(spec.Build(ref width));
        layers = Sequential(all);
        RegisterComponents();
    }

    [Example("Keras-like specs: interface with ref parameter, record structs, static Create", 64, 18, Objective = Objective.Regression, IsSeen = true)]
    public static Module<Tensor, Tensor> FitnessRegressor() =>
        new SpecNet(18, new Dense(64), new Norm(), new Dense(64, "elu", 0.1), new Dense(32, Act: "sigmoid"), new Dense(1, null));

    public override Tensor forward(Tensor x) => layers.call(x);
}
