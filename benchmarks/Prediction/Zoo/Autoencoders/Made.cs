using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Autoencoders;

public class MaskedLinear : Module<Tensor, Tensor>
{
    private readonly Parameter weight, bias;
    private Tensor mask;
    public MaskedLinear(long i, long o) : base("masked")
    {
        weight = Parameter(torch.empty(o, i));
        bias = Parameter(torch.zeros(o));
        init.kaiming_uniform_(weight, Math.Sqrt(5));
        mask = torch.ones(o, i);
        RegisterComponents();
    }
    public void SetMask(Tensor m) => mask.copy_(m);
    public override Tensor forward(Tensor x) => F.linear(x, mask * weight, bias);
}

[Example("MADE: masked linears, masks from degrees", 64, 16, Objective = Objective.Regression, IsSeen = true)]
public class Made : Module<Tensor, (Tensor mu, Tensor logp)>
{
    private readonly Sequential net;
    public Made(int nin = 16, int[]? hidden = null) : base("made")
    {
        hidden ??= [64, 64];
        var hs = new List<int> { nin };
        hs.AddRange(hidden);
        hs.Add(nin * 2);
        var layers = new List<Module<Tensor, Tensor>>();
        for (int k = 0; k < hs.Count - 1; k++)
        {
            layers.Add(new MaskedLinear(hs[k], hs[k + 1]));
            layers.Add(ReLU());
        }
        layers.RemoveAt(layers.Count - 1);
        net = Sequential(layers);
        RegisterComponents();
        var m = new Dictionary<int, Tensor> { [-1] = torch.arange(nin) };
        for (int l = 0; l < hidden.Length; l++)
            m[l] = torch.arange(hidden[l]) % (nin - 1);
        var linears = layers.OfType<MaskedLinear>().ToArray();
        for (int l = 0; l < hidden.Length; l++)
            linears[l].SetMask((m[l - 1].unsqueeze(0) <= m[l].unsqueeze(1)).to_type(float32));
        var last = (m[hidden.Length - 1].unsqueeze(0) < m[-1].unsqueeze(1)).to_type(float32);
        linears[^1].SetMask(torch.cat(new[] { last, last }, 0));
    }
    public override (Tensor mu, Tensor logp) forward(Tensor x)
    {
        var o = net.call(x).chunk(2, dim: 1);
        return (o[0], o[1]);
    }
}
