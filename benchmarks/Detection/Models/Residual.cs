using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Detection.Models;

/// <summary>Blocks x + f(x) of two layers between an embedding layer and a head.</summary>
internal sealed class Residual : Module<Tensor, Tensor>
{
    private readonly Linear first;
    private readonly ModuleList<Block> blocks = new();
    private readonly Linear head;

    public Residual(int depth, int width, int inputs = 2, int outputs = 2, bool isNormalized = true, double scale = 1, Func<Tensor, Tensor>? after = null)
        : base(nameof(Residual))
    {
        first = Linear(inputs, width);
        for (var i = 0; i < depth; i++)
            blocks.Add(new Block(width, isNormalized, scale, after));

        head = Linear(width, outputs);
        RegisterComponents();
    }

    /// <summary>Sets the last layer of each branch to 0 (Goyal et al. 2017, 5.1), so that every block starts as the identity.</summary>
    public Residual StartingAtZero()
    {
        foreach (var block in blocks)
            block.Close();

        return this;
    }

    public override Tensor forward(Tensor input)
    {
        var x = first.call(input);
        foreach (var block in blocks)
            x = block.call(x);

        return head.call(x);
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        private readonly LayerNorm norm;
        private readonly Linear up;
        private readonly Linear down;
        private readonly double _scale;
        private readonly Func<Tensor, Tensor>? _after;

        public Block(int width, bool isNormalized, double scale, Func<Tensor, Tensor>? after)
            : base(nameof(Block))
        {
            _scale = scale;
            _after = after;
            norm = isNormalized ? LayerNorm(width) : null!;
            up = Linear(width, 2 * width);
            down = Linear(2 * width, width);
            RegisterComponents();
        }

        public void Close()
        {
            init.zeros_(down.weight!);
            init.zeros_(down.bias!);
        }

        public override Tensor forward(Tensor x)
        {
            var branch = down.call(up.call(norm is null ? x : norm.call(x)).relu()).mul(_scale);
            var sum = x.add(branch);
            return _after is null ? sum : _after(sum);
        }
    }
}
