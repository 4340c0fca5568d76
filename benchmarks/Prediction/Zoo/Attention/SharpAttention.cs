using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Attention;

/// <summary>Scores far above one choose a single position, and only the queries between two choices still learn.</summary>
[Example("Attention whose scores are not scaled, query and key drawn wide", 24, 15, 20)]
public class SharpAttention : Module<Tensor, Tensor>
{
    private readonly ModuleDict<Linear> maps = new();
    private readonly Linear answer = Linear(40, 5);

    public SharpAttention() : base("sharp")
    {
        foreach (var name in new[] { "ask", "offer", "carry" })
        {
            maps.Add(name, Linear(20, 40, hasBias: false));
            if (name != "carry")
                init.normal_(maps[name].weight, std: 0.5);
        }

        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var scores = maps["ask"].call(x).matmul(maps["offer"].call(x).mT);
        return answer.call(scores.softmax(2).matmul(maps["carry"].call(x)).mean([1]));
    }
}
