using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GradGuard.Prediction.Zoo.Gated;

[Example("A gate for each channel, then one for each place of the gated map, within a residual branch", 16, 3, 16, 16)]
internal sealed class GatedTwice : Module<Tensor, Tensor>
{
    private readonly Conv2d _stem = Conv2d(3, 24, 3, padding: 1), _body = Conv2d(24, 24, 3, padding: 1), _places = Conv2d(2, 1, 5, padding: 2);
    private readonly BatchNorm2d _stemNorm = BatchNorm2d(24), _bodyNorm = BatchNorm2d(24);
    private readonly Linear _down = Linear(24, 6), _up = Linear(6, 24), _head = Linear(24, 10);

    public GatedTwice() : base(nameof(GatedTwice)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var skip = functional.relu(_stemNorm.call(_stem.call(x)));
        var y = _bodyNorm.call(_body.call(skip));
        var channels = _up.call(functional.silu(_down.call(y.mean([2, 3])))).sigmoid();
        y = channels.reshape(-1, 24, 1, 1) * y;
        var places = _places.call(cat([y.amax([1], keepdim: true), y.mean([1], keepdim: true)], 1));
        y = y * places.sigmoid();
        return _head.call(functional.relu(skip + y).mean([2, 3]));
    }
}
