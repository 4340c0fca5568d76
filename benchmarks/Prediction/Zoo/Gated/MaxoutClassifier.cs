using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("Maxout: the larger of two linear layers, three times", 64, 24, IsSeen = true)]
public sealed class MaxoutClassifier : Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> _pieces = new();
    private readonly Linear _head;

    public MaxoutClassifier(int features = 24, int width = 48, int layers = 3, int classes = 6)
        : base(nameof(MaxoutClassifier))
    {
        for (var i = 0; i < layers; i++)
        {
            _pieces.Add(Linear(i == 0 ? features : width, width));
            _pieces.Add(Linear(i == 0 ? features : width, width));
        }

        _head = Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        for (var i = 0; i < _pieces.Count; i += 2)
            input = maximum(_pieces[i].call(input), _pieces[i + 1].call(input));

        return _head.call(input);
    }
}
