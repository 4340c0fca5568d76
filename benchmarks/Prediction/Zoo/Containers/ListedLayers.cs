using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

public abstract record LayerSpec;

public record DenseSpec(int Units, string Act = "relu") : LayerSpec;

public record DropSpec(double P) : LayerSpec;

public record NormSpec : LayerSpec;

[Example("Layers listed as records, taken apart by patterns", 64, 10, IsSeen = true)]
public class ListedLayers : Module<Tensor, Tensor>
{
    private static readonly LayerSpec[] Default = [new DenseSpec(64), new NormSpec(), new DropSpec(0.1), new DenseSpec(32, "tanh"), new DenseSpec(5, "none")];
    private readonly Sequential net;

    public ListedLayers(int input = 10, IEnumerable<LayerSpec>? specs = null) : base("listed")
    {
        var list = new List<Module<Tensor, Tensor>>();
        int w = input;
        foreach (var s in specs ?? Default)
        {
            switch (s)
            {
                case DenseSpec(var u, "none"):
                    list.Add(Linear(w, u));
                    w = u;
                    break;
                case DenseSpec { Units: var u, Act: var a }:
                    list.Add(Linear(w, u));
                    list.Add(a == "relu" ? ReLU() : Tanh());
                    w = u;
                    break;
                case DropSpec d:
                    list.Add(Dropout(d.P));
                    break;
                case NormSpec:
                    list.Add(LayerNorm(w));
                    break;
            }
        }

        net = Sequential(list);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => net.call(x);
}
