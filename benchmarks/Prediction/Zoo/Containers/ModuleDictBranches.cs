using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Containers;

[Example("ModuleDict looked up by key", 64, 24)]
public class ModuleDictBranches : Module<Tensor, Tensor>
{
    private readonly ModuleDict<Module<Tensor, Tensor>> parts;

    public ModuleDictBranches() : base("dict")
    {
        parts = new ModuleDict<Module<Tensor, Tensor>>();
        parts.Add(("embed", Linear(24, 64)));
        parts.Add(("hidden", Linear(64, 64)));
        parts.Add(("deeper", Linear(64, 64)));
        parts.Add(("logits", Linear(64, 6)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = functional.silu(parts["embed"].call(x));
        x = functional.silu(parts["hidden"].call(x));
        x = functional.silu(parts["deeper"].call(x));
        return parts["logits"].call(x);
    }
}
