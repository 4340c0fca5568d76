using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using F = TorchSharp.torch.nn.functional;

namespace GradGuard.Prediction.Zoo.Attention;

public sealed record SwinConfig(long Embed = 32, int Window = 4, int[]? Depths = null, int[]? Heads = null, double MlpRatio = 4.0)
{
    public int[] Depths { get; init; } = Depths ?? [2, 2];
    public int[] Heads { get; init; } = Heads ?? [2, 4];
}

internal static class Windows
{
    public static Tensor Partition(Tensor x, long ws)
    {
        var s = x.shape;
        return x.view(s[0], s[1] / ws, ws, s[2] / ws, ws, s[3]).permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, ws, ws, s[3]);
    }
    public static Tensor Reverse(Tensor windows, long ws, long h, long w)
    {
        var b = windows.shape[0] / (h * w / ws / ws);
        return windows.view(b, h / ws, w / ws, ws, ws, -1).permute(0, 1, 3, 2, 4, 5).contiguous().view(b, h, w, -1);
    }
}

internal sealed class WindowAttention : Module<Tensor, Tensor>
{
    private readonly int _heads;
    private readonly float _scale;
    private readonly Parameter relative_position_bias_table;
    private readonly Tensor _relativePositionIndex;
    private readonly Linear _qkv, _proj;
    private readonly int _ws;

    public WindowAttention(long dim, int windowSize, int heads) : base("wattn")
    {
        _heads = heads; _ws = windowSize;
        _scale = 1f / MathF.Sqrt(dim / heads);
        relative_position_bias_table = Parameter(torch.zeros((2 * windowSize - 1) * (2 * windowSize - 1), heads));
        init.trunc_normal_(relative_position_bias_table, std: .02);
        var coords = torch.stack(torch.meshgrid(new[] { torch.arange(windowSize), torch.arange(windowSize) }, "ij")).flatten(1);
        var rel = (coords.unsqueeze(2) - coords.unsqueeze(1)).permute(1, 2, 0).contiguous();
        _relativePositionIndex = (rel.select(2, 0) + windowSize - 1) * (2 * windowSize - 1) + rel.select(2, 1) + windowSize - 1;
        _qkv = Linear(dim, dim * 3);
        _proj = Linear(dim, dim);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (bn, n, c) = (x.shape[0], x.shape[1], x.shape[2]);
        var qkv = _qkv.call(x).reshape(bn, n, 3, _heads, c / _heads).permute(2, 0, 3, 1, 4);
        var q = qkv[0] * _scale;
        var k = qkv[1];
        var v = qkv[2];
        var attn = q.matmul(k.transpose(-2, -1));
        var bias = relative_position_bias_table[_relativePositionIndex.view(-1)].view(_ws * _ws, _ws * _ws, -1).permute(2, 0, 1).contiguous();
        attn = attn + bias.unsqueeze(0);
        attn = attn.softmax(dim: -1);
        x = attn.matmul(v).transpose(1, 2).reshape(bn, n, c);
        return _proj.call(x);
    }
}

internal sealed class SwinBlock : Module<Tensor, Tensor>
{
    private readonly LayerNorm _norm1, _norm2;
    private readonly WindowAttention _attn;
    private readonly Sequential _mlp;
    private readonly int _shift, _ws;
    private readonly (long H, long W) _resolution;

    public SwinBlock(long dim, (long H, long W) resolution, int heads, int ws, int shift, double mlpRatio) : base("swin")
    {
        _resolution = resolution; _ws = ws; _shift = shift;
        _norm1 = LayerNorm(dim);
        _attn = new WindowAttention(dim, ws, heads);
        _norm2 = LayerNorm(dim);
        var hidden = (long)(dim * mlpRatio);
        _mlp = Sequential(("fc1", Linear(dim, hidden)), ("act", GELU()), ("fc2", Linear(hidden, dim)));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var (h, w) = _resolution;
        long b = x.shape[0], c = x.shape[2];
        var shortcut = x;
        x = _norm1.call(x).view(b, h, w, c);
        if (_shift > 0) x = torch.roll(x, new long[] { -_shift, -_shift }, new long[] { 1, 2 });
        var windows = Windows.Partition(x, _ws).view(-1, _ws * _ws, c);
        var attended = _attn.call(windows).view(-1, _ws, _ws, c);
        x = Windows.Reverse(attended, _ws, h, w);
        if (_shift > 0) x = torch.roll(x, new long[] { _shift, _shift }, new long[] { 1, 2 });
        x = shortcut + x.view(b, h * w, c);
        return x + _mlp.call(_norm2.call(x));
    }
}

internal sealed class PatchMerging : Module<Tensor, Tensor>
{
    private readonly Linear _reduction;
    private readonly LayerNorm _norm;
    private readonly (long H, long W) _res;
    public PatchMerging((long, long) res, long dim) : base("merge")
    {
        _res = res;
        _reduction = Linear(4 * dim, 2 * dim, hasBias: false);
        _norm = LayerNorm(4 * dim);
        RegisterComponents();
    }
    public override Tensor forward(Tensor x)
    {
        x = x.view(x.shape[0], _res.H, _res.W, x.shape[2]);
        Tensor Pick(int r, int c) => x[TensorIndex.Colon, TensorIndex.Slice(r, null, 2), TensorIndex.Slice(c, null, 2), TensorIndex.Colon];
        var merged = torch.cat([Pick(0, 0), Pick(1, 0), Pick(0, 1), Pick(1, 1)], -1);
        merged = merged.view(x.shape[0], -1, 4 * x.shape[3]);
        return _reduction.call(_norm.call(merged));
    }
}

[Example("Swin: shifted windows, relative position bias, patch merging", 16, 3, 32, 32, IsSeen = true)]
internal sealed class SwinTiny : Module<Tensor, Tensor>
{
    private readonly Conv2d _patchEmbed;
    private readonly LayerNorm _patchNorm, _norm;
    private readonly Sequential _layers;
    private readonly Linear _head;

    public SwinTiny(SwinConfig? config = null) : base("swin")
    {
        config ??= new();
        _patchEmbed = Conv2d(3, config.Embed, 4, 4);
        _patchNorm = LayerNorm(config.Embed);
        _layers = Sequential();
        (long H, long W) res = (8, 8);
        var dim = config.Embed;
        for (var stage = 0; stage < config.Depths.Length; stage++)
        {
            for (var d = 0; d < config.Depths[stage]; d++)
                _layers.append($"s{stage}b{d}", new SwinBlock(dim, res, config.Heads[stage], config.Window, (d % 2 == 0 || res.H <= config.Window) ? 0 : config.Window / 2, config.MlpRatio));
            if (stage == config.Depths.Length - 1) break;
            _layers.append($"merge{stage}", new PatchMerging(res, dim));
            res = (res.H / 2, res.W / 2);
            dim *= 2;
        }
        _norm = LayerNorm(dim);
        _head = Linear(dim, 10);
        RegisterComponents();
        foreach (var l in modules().OfType<Linear>())
        {
            init.xavier_uniform_(l.weight);
            if (l.bias is not null) init.zeros_(l.bias);
        }
    }

    public override Tensor forward(Tensor x)
    {
        x = _patchNorm.call(_patchEmbed.call(x).flatten(2).transpose(1, 2));
        x = _norm.call(_layers.call(x));
        return _head.call(x.mean(new long[] { 1 }));
    }
}
