using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Shared;

public class LoraLinear : Module<Tensor, Tensor>
{
    private readonly Linear frozen;
    private readonly Parameter A, B;
    private readonly double scaling;

    public LoraLinear(long inF, long outF, int r = 4, double alpha = 8) : base("lora")
    {
        frozen = Linear(inF, outF);
        foreach (var p in frozen.parameters()) p.requires_grad = false;
        A = Parameter(empty(r, inF));
        B = Parameter(empty(outF, r));
        init.kaiming_uniform_(A, Math.Sqrt(5));
        init.normal_(B, std: 0.02);
        scaling = alpha / r;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => frozen.call(x) + scaling * functional.linear(functional.linear(x, A), B);
}

[Example("LoRA: frozen Linear plus a low-rank path of parameters, functional.linear", 64, 32, IsSeen = true)]
public class LoraNet : Module<Tensor, Tensor>
{
    private readonly LoraLinear l1 = new(32, 64), l2 = new(64, 64), l3 = new(64, 64);
    private readonly Linear head = Linear(64, 10);

    public LoraNet() : base("loranet") => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        x = l1.call(x).relu();
        x = l2.call(x).relu();
        x = l3.call(x).relu();
        return head.call(x);
    }
}
