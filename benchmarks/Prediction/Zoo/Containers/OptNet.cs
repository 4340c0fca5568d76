using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

public sealed class BlockOptions
{
    public int In { get; set; }

    public int Out { get; set; }

    public double Drop { get; set; } = 0.1;

    public bool Norm { get; set; } = true;

    public string Act { get; set; } = "relu";
}

public sealed class OptionBlock : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> body;

    public OptionBlock(BlockOptions options)
        : base("block")
    {
        var parts = new List<(string, Module<Tensor, Tensor>)> { ("lin", Linear(options.In, options.Out)) };
        if (options.Norm)
            parts.Add(("norm", BatchNorm1d(options.Out)));

        parts.Add(("act", options.Act switch { "relu" => ReLU(), "tanh" => Tanh(), "gelu" => GELU(), _ => throw new ArgumentException(options.Act) }));
        if (options.Drop > 0)
            parts.Add(("drop", Dropout(options.Drop)));

        body = Sequential(parts.ToArray());
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => body.call(input);
}

[Example("A block made from each of several options objects", 64, 20)]
public sealed class OptNet : Module<Tensor, Tensor>
{
    private readonly ModuleList<OptionBlock> blocks;
    private readonly Linear scores;

    public OptNet()
        : base("options")
    {
        var options = new[]
        {
            new BlockOptions { In = 20, Out = 64 },
            new BlockOptions { In = 64, Out = 32, Act = "tanh", Norm = false },
            new BlockOptions { In = 32, Out = 32, Drop = 0, Act = "gelu" },
        };
        blocks = new ModuleList<OptionBlock>(options.Select(option => new OptionBlock(option)).ToArray());
        scores = Linear(options[^1].Out, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        foreach (var block in blocks)
            x = block.call(x);

        return scores.call(x);
    }
}
